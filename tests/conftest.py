"""What all tests share: both databases wherever one is asked for."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        allow_both_databases(item)


def allow_both_databases(item: pytest.Item) -> None:
    """Whoever asks for a database (by marker or fixture) may use the key store too."""
    wanted = {"db", "transactional_db", "db_all"} & set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if not wanted and marker is None:
        return
    arguments = {"databases": "__all__", **(marker.kwargs if marker else {})}
    item.add_marker(pytest.mark.django_db(**arguments), append=False)


@pytest.fixture
def db_all(db):
    """Both databases, rolled back after the test."""
