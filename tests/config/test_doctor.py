import json
import resource
import signal
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.utils import OperationalError

from accounts.keys import make_key
from config import doctor
from config.doctor import Finding, State, examine
from events.models import Fragment
from tests.config.test_health import a_delivery
from tests.events.answers import join
from tests.events.factories import make_event

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def state_of(check: Callable[..., Finding], *arguments: object) -> State:
    return check(*arguments).state


@pytest.fixture(autouse=True)
def secrets_of_its_own(settings):
    settings.SECRET_KEY = "this site's own"


@pytest.mark.sqlite
def test_a_sound_site_has_no_failure():
    findings = examine(now=NOW)

    assert [finding for finding in findings if finding.state == State.FAILURE] == []
    assert [finding.check for finding in findings][-4:] == ["contact_key", "outbox", "erasure", "calendars"]


def test_findings_come_as_json_with_the_exit_code_of_the_worst(settings, capsys):
    settings.SECRET_KEY = "local-only-0000"

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json")

    findings = {finding["check"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert ended.value.code == 1
    assert findings["secrets"]["state"] == "failure"
    assert set(findings["python"]) == {"check", "state", "text"}


def test_folder_that_cannot_be_written(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "missing"

    assert state_of(doctor.data_dir) == State.FAILURE


def test_folder_of_calendars_that_cannot_be_written(settings, tmp_path):
    settings.FEED_DIR = None
    assert state_of(doctor.feed_dir) == State.OK

    settings.FEED_DIR = tmp_path / "made when it is needed"
    assert state_of(doctor.feed_dir) == State.OK

    (file := tmp_path / "file").touch()
    settings.FEED_DIR = file / "below"
    assert state_of(doctor.feed_dir) == State.FAILURE


@pytest.mark.parametrize(("check", "name"), [(doctor.data_dir, "DATA_DIR"), (doctor.feed_dir, "FEED_DIR")])
def test_folder_on_a_disk_that_is_full(settings, tmp_path, check, name):
    setattr(settings, name, tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        finding = check()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)

    assert (finding.state, "File too large" in finding.text) == (State.FAILURE, True)


def test_database_that_does_not_answer(monkeypatch):
    def refuse(*args: object) -> None:
        raise OperationalError

    monkeypatch.setattr(connections["keys"], "create_cursor", refuse)

    finding = doctor.databases()

    assert finding.state == State.FAILURE
    assert finding.text.endswith("no answer from keys")


def test_contact_key_that_opens_nothing(settings):
    make_key("occurrence:1")
    assert state_of(doctor.contact_key) == State.OK

    settings.CONTACT_KEYS = ["B" * 43 + "="]

    assert state_of(doctor.contact_key) == State.FAILURE


@pytest.mark.parametrize(
    ("waiting", "state"),
    [
        (timedelta(minutes=4), State.OK),
        (timedelta(minutes=6), State.WARNING),
        (timedelta(hours=2), State.FAILURE),
    ],
)
def test_messages_that_wait(waiting, state):
    a_delivery(key="a", due_at=NOW - waiting)

    assert state_of(doctor.outbox, NOW) == state


@pytest.mark.parametrize(("hours", "state"), [(50, State.OK), (52, State.FAILURE)])
def test_answers_that_nothing_erases(hours, state):
    join(make_event(start_on=date(2031, 3, 13)), now=NOW - timedelta(hours=hours))  # never confirmed: 48 hours

    finding = doctor.erasure(NOW)

    assert (finding.state, finding.text.split()[0]) == (state, "no" if state == State.OK else "1")


def test_mail_server_that_is_silent_and_one_that_answers(settings, smtp_server):
    settings.EMAIL_URL = smtp_server.url
    assert state_of(doctor.mail) == State.OK

    settings.EMAIL_PORT = 1
    assert state_of(doctor.mail) == State.FAILURE

    settings.EMAIL_IS_OFF = True
    assert state_of(doctor.mail) == State.WARNING


@pytest.mark.sqlite
def test_without_redis_there_is_one_process(monkeypatch):
    assert state_of(doctor.broker) == State.OK

    monkeypatch.setenv("GRANIAN_WORKERS", "2")

    assert state_of(doctor.broker) == State.FAILURE


@pytest.mark.worker
def test_with_redis_a_worker_has_to_answer(celery_worker):
    assert state_of(doctor.broker) == State.OK

    celery_worker.stop()

    assert state_of(doctor.broker) == State.FAILURE


@pytest.mark.parametrize(
    ("is_https", "count", "state"), [(False, 0, State.OK), (True, 0, State.FAILURE), (True, 1, State.OK)]
)
def test_https_needs_a_proxy(settings, is_https, count, state):
    settings.SITE_IS_HTTPS, settings.TRUSTED_PROXY_COUNT = is_https, count

    assert state_of(doctor.proxies) == state


def test_time_zones_grow_old():
    assert doctor.time_zones(date(2026, 12, 1)).state == State.OK
    assert doctor.time_zones(date(2032, 12, 1)).state == State.WARNING


@pytest.mark.sqlite
def test_old_sqlite_is_a_warning(monkeypatch):
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))
    assert state_of(doctor.sqlite) == State.WARNING

    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 51, 3))
    assert state_of(doctor.sqlite) == State.OK


def test_calendar_entries_that_could_not_be_rendered_are_named():
    assert doctor.calendars().state == State.OK
    Fragment.objects.create(
        uid="a-march", language="en", change=1, rendered_with="", last_modified=NOW, body=b"", failure="LookupError"
    )

    found = doctor.calendars()

    assert (found.state, "a-march (LookupError)" in found.text) == (State.FAILURE, True)
