"""What all tests share: both databases wherever one is asked for, and real servers.

One run has one database: `TEST_DATABASE=postgresql` (with Redis and Celery) or, by default, SQLite. The second run
leaves out what no database can change.
"""

import os
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.servers.browser import Visitor, launch
from tests.servers.https import HttpsServer
from tests.servers.postgresql import postgresql_url
from tests.servers.processes import ServerProcess, private_folder
from tests.servers.redis import redis_url as url_of_redis
from tests.servers.site import CELERY_WORKER, Site, clean_environment, own_postgresql, worker_answers
from tests.servers.smtp import MailServer

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
# Whether a change may land is not for dice to say: the same examples in each run. `make torture` searches on at random.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("search", print_blob=True)
hypothesis.settings.load_profile("search" if "TORTURE" in os.environ else "same")
DATABASE_FIXTURES = {"db", "transactional_db", "db_all"}
SERVER_FIXTURES = {"postgres_url", "redis_url", "celery_worker", "site", "start_site"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        allow_both_databases(item)
    left_out = [item for item in items if not belongs_to_this_run(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if belongs_to_this_run(item)]


def allow_both_databases(item: pytest.Item) -> None:
    """Whoever asks for a database (by marker or fixture) may use the key store too."""
    wanted = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if not wanted and marker is None:
        return
    arguments = {"databases": "__all__", **(marker.kwargs if marker else {})}
    item.add_marker(pytest.mark.django_db(**arguments), append=False)


def belongs_to_this_run(item: pytest.Item) -> bool:
    """Deselected, never skipped: what needs the other database, and on PostgreSQL what needs none."""
    if item.get_closest_marker("torture") is not None and "TORTURE" not in os.environ:
        return False
    if not ON_POSTGRESQL:
        return item.get_closest_marker("worker") is None
    needs_server = SERVER_FIXTURES & set(getattr(item, "fixturenames", ()))
    needs_database = item.get_closest_marker("django_db") is not None
    return item.get_closest_marker("sqlite") is None and bool(needs_server or needs_database)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """No suffix: tests/settings.py gives each worker databases of its own."""


@pytest.fixture(autouse=True)
def no_warm_up(monkeypatch):
    """Pages that need towns soon would read a million names beside the tests."""
    monkeypatch.setattr("events.gazetteer.warm_up", lambda **when: None)


@pytest.fixture
def db_all(db):
    """Both databases, rolled back after the test."""


@pytest.fixture(scope="session")
def postgres_url() -> str:
    return postgresql_url()


@pytest.fixture(scope="session")
def redis_url() -> str:
    return url_of_redis()


@pytest.fixture
def smtp_server(settings) -> Iterator[MailServer]:
    """A mail server that keeps what it gets; Django sends to it during the test."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_IS_OFF = False
    yield server
    server.stop()


@pytest.fixture
def celery_worker(transactional_db, settings, smtp_server) -> Iterator[ServerProcess]:
    """A real worker with beat, on the databases, the Redis and the mail server of this test."""
    databases = {
        "DATABASE_URL": database_url(settings.DATABASES["default"]["NAME"]),
        "KEYS_DATABASE_URL": database_url(settings.DATABASES["keys"]["NAME"]),
    }
    environment = clean_environment(
        settings.DATA_DIR,
        REDIS_URL=settings.REDIS_URL,
        EMAIL_URL=smtp_server.url,
        SITE_URL=settings.SITE_URL,
        **databases,
    )
    log = private_folder("celery") / "log"
    worker = ServerProcess(CELERY_WORKER, log=log, environment=environment)
    worker.await_ready(lambda: worker_answers(settings.REDIS_URL))
    yield worker
    worker.stop()


def database_url(name: str) -> str:
    return f"{postgresql_url()}/{name}"


@pytest.fixture(scope="module")
def start_site() -> Iterator[Callable[..., Site]]:
    """Start a site: `start_site("--no-demo", EMAIL_URL=...)`; on PostgreSQL with Redis and a Celery worker."""
    sites: list[Site] = []

    def start(*options: str, **variables: str) -> Site:
        sites.append(Site(**(own_postgresql() if ON_POSTGRESQL else {}), **variables))
        return sites[-1].start(*options)

    yield start
    for site in sites:
        site.stop()


@pytest.fixture(scope="module")
def site(start_site: Callable[..., Site]) -> Site:
    """An empty site without an operator, as `manage.py serve --no-demo` leaves it."""
    return start_site()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop lives in this thread for the rest of the run; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Opens pages: `visitor.open(url, scripts=False, width=390)`. None may break or ask a foreign host for anything."""
    visitor = Visitor(browser)
    yield visitor
    visitor.leave()
    assert visitor.foreign_requests == []
    assert visitor.script_errors == []


@pytest.fixture
def endpoint(settings, monkeypatch, tmp_path) -> Iterator[HttpsServer]:
    """A server of others, on our own machine: only here may a channel reach one."""
    server = HttpsServer(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    settings.FOREIGN_SERVERS_MAY_BE_LOOPBACK = True
    server.start()
    yield server
    server.stop()
