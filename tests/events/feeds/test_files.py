import datetime as dt
import gzip

import pytest

from events.calendars.touch import touch_calendar
from events.feeds.door import FrontDoor
from events.feeds.files import KEPT, refresh_feeds
from events.models import Event, Schedule
from tests.events.factories import make_call, make_campaign, make_event, make_organization, make_statement
from tests.events.feeds.test_door import asker, keep_the_connection

NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
keep_the_connection = keep_the_connection  # a fixture


@pytest.fixture
def folder(settings, tmp_path, db, time_machine, monkeypatch):
    time_machine.move_to(NOW, tick=False)
    settings.FEED_DIR = tmp_path / "feeds"
    age_of_files(monkeypatch, tmp_path, seconds=0)
    return settings.FEED_DIR


def age_of_files(monkeypatch, file, *, seconds):
    """Files know the real time only: the clock beside them is set to so many seconds later."""
    written_at = file.stat().st_ctime
    monkeypatch.setattr("events.feeds.files.time.time", lambda: written_at + seconds)


@pytest.fixture
def ask(folder):
    from config.wsgi import plain_application  # noqa: PLC0415  (sets the process up; only these tests need it)

    return asker(FrontDoor(plain_application))


def rename(event, title, *, now):
    Event.objects.filter(pk=event.pk).update(title=title)
    touch_calendar(Schedule.objects.filter(event=event), material=False, now=now)


def files(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*.ics*"))


def test_what_is_asked_for_becomes_a_file_with_the_same_bytes_and_date(ask, folder):
    make_event(slug="march")

    _status, headers, body = ask("/events.ics")
    ask("/events/march.ics")

    assert files(folder) == ["events.ics", "events.ics.gz", "events/march.ics", "events/march.ics.gz"]
    assert (folder / "events.ics").read_bytes() == gzip.decompress((folder / "events.ics.gz").read_bytes()) == body
    assert dt.datetime.fromtimestamp((folder / "events.ics").stat().st_mtime, dt.UTC) == NOW
    assert headers["Last-Modified"] == "Mon, 01 Mar 2027 12:00:00 GMT"
    assert oct((folder / "events.ics").stat().st_mode)[-3:] == "644"


@pytest.mark.parametrize(
    ("path", "query"),
    [("/events.ics", "kind=vigil"), ("/events.ics", "lang=ar"), ("/events.json", ""), ("/no.ics", "")],
)
def test_filters_languages_lists_and_what_is_not_there_have_no_file(ask, folder, path, query):
    ask(path, query=query)

    assert files(folder) == []


def test_a_change_writes_anew_what_holds_it_and_nothing_else(ask, folder, time_machine):
    organization, call = (
        make_organization(slug="workers"),
        make_call(statement=make_statement(slug="clinics"), slug="rally"),
    )
    campaign = make_campaign(slug="divest")
    event = make_event(title="Vigil", slug="vigil", organization=organization, call=call, campaign=campaign)
    make_event(title="March", slug="march")
    names = [
        "/events",
        "/events/vigil",
        "/organizations/workers",
        "/calls/rally",
        "/statements/clinics",
        "/campaigns/divest",
    ]
    for name in [*names, "/events/march"]:
        ask(f"{name}.ics")
    refresh_feeds(now=NOW)
    before = {name: (folder / f"{name[1:]}.ics").stat().st_ino for name in [*names, "/events/march"]}
    later = NOW + dt.timedelta(minutes=1)
    time_machine.move_to(later, tick=False)
    rename(event, "Night vigil", now=later)

    written = refresh_feeds(now=later)

    assert written == len(names)
    for name in names:
        assert b"SUMMARY:Night vigil\r\n" in (folder / f"{name[1:]}.ics").read_bytes()
    assert (folder / "events/march.ics").stat().st_ino == before["/events/march"]
    assert refresh_feeds(now=later + dt.timedelta(minutes=1)) == 0


def test_nothing_is_older_than_a_reader_may_keep_it(ask, folder, monkeypatch):
    make_event()
    ask("/events.ics")
    refresh_feeds(now=NOW)
    assert files(folder) == ["events.ics", "events.ics.gz"]
    age_of_files(monkeypatch, folder / "events.ics", seconds=KEPT.total_seconds() + 1)

    refresh_feeds(now=NOW)

    assert files(folder) == []


def test_what_is_gone_has_no_file_any_more(ask, folder, time_machine):
    event = make_event(slug="vigil")
    ask("/events/vigil.ics")
    refresh_feeds(now=NOW)
    later = NOW + dt.timedelta(minutes=1)
    time_machine.move_to(later, tick=False)
    rename(event, "Draft again", now=later)
    Event.objects.update(published_at=None)

    refresh_feeds(now=later)

    assert files(folder) == []


def test_without_the_folder_nothing_is_written(settings, db, tmp_path):
    from config.wsgi import plain_application  # noqa: PLC0415

    settings.FEED_DIR = None
    make_event()

    assert asker(FrontDoor(plain_application))("/events.ics")[0] == "200 OK"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_no_reader_anything(ask, folder):
    make_event()
    folder.touch()  # a file in the place of the folder

    answers = [ask(path) for path in ("/events.ics", "/organizations.ics")]

    assert [status for status, _headers, _body in answers] == ["200 OK"] * 2
    assert answers[0][2].startswith(b"BEGIN:VCALENDAR")


def test_what_cannot_be_written_whole_leaves_nothing_behind(ask, folder, monkeypatch):
    make_event()
    monkeypatch.setattr("pathlib.Path.replace", fail)

    status, _headers, _body = ask("/events.ics")

    assert (status, list(folder.iterdir())) == ("200 OK", [])


def fail(*_arguments):
    raise OSError(28, "No space left on device")
