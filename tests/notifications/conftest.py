import pytest

from notifications.doorbell import doorbell
from tests.conftest import ON_POSTGRESQL, database_url
from tests.notifications import kinds
from tests.servers.site import clean_environment


@pytest.fixture(autouse=True)
def note(settings, monkeypatch) -> kinds.NoteKind:
    """The kind of these tests, as new; registered beside an urgent one."""
    settings.MESSAGE_KINDS = ["tests.notifications.kinds.note", "tests.notifications.kinds.urgent_note"]
    for kind in (kinds.note, kinds.urgent_note):
        kind.__init__(name=kind.name, urgency=kind.urgency)
    return kinds.note


@pytest.fixture
def rings(monkeypatch) -> list[None]:
    """How often the bell was rung; no broker hears it."""
    heard: list[None] = []
    monkeypatch.setattr(doorbell, "ring", lambda: heard.append(None))
    return heard


@pytest.fixture
def drainer_environment(transactional_db, settings) -> dict[str, str]:
    """The environment of a program of ours on the databases of this test."""
    variables = {}
    if ON_POSTGRESQL:
        variables = {
            "DATABASE_URL": database_url(settings.DATABASES["default"]["NAME"]),
            "KEYS_DATABASE_URL": database_url(settings.DATABASES["keys"]["NAME"]),
        }
    return clean_environment(settings.DATA_DIR, SITE_URL=settings.SITE_URL, **variables)
