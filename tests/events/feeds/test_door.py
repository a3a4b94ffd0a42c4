"""The door in front of Django: WSGI, with an application that stands for Django where it must fail or count."""

import datetime as dt
import gzip
import io

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from events.actions.private_feed import make_private_feed
from events.calendars.touch import touch_calendar
from events.feeds.door import KEPT_SECONDS, FrontDoor
from events.models import Event, PrivateFeedEntry, Schedule
from events.rsvp_links import open_link
from tests.events.answers import confirm
from tests.events.factories import make_event

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def keep_the_connection():
    """Django closes old connections around each request; a test's has its transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def clock(monkeypatch):
    """The monotonic clock of the door; `clock[0]` are its seconds."""
    seconds = [1_000.0]
    monkeypatch.setattr("events.feeds.door.time.monotonic", lambda: seconds[0])
    return seconds


@pytest.fixture
def ask(db, clock):
    """Asks through a door of its own: status line, headers, body."""
    with time_machine.travel(NOON, tick=False):
        yield asker(FrontDoor(get_wsgi_application()))


def asker(door):
    def ask(path="/events.ics", *, method="GET", query="", **meta):
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        } | meta
        said = []
        body = b"".join(door(environ, lambda status, headers: said.extend([status, dict(headers)])))
        return said[0], said[1], body

    return ask


def queries_of(ask, **how):
    with CaptureQueriesContext(connection) as captured:
        answer = ask(**how)
    return len(captured), answer


def rename(event, title):
    Event.objects.filter(pk=event.pk).update(title=title)
    touch_calendar(Schedule.objects.filter(event=event), material=False, now=NOON)


def test_what_was_built_a_moment_ago_is_answered_without_asking_django(ask):
    make_event()
    first = ask()

    number, again = queries_of(ask)

    assert number == 0
    assert again == first
    assert again[0] == "200 OK"


def test_a_reader_is_two_seconds_behind_at_most(ask, clock):
    event = make_event(title="Vigil")
    ask()
    rename(event, "Night vigil")

    soon = ask()
    clock[0] += KEPT_SECONDS
    later = ask()

    assert (KEPT_SECONDS, b"SUMMARY:Vigil\r\n" in soon[2], b"SUMMARY:Night vigil\r\n" in later[2]) == (2, True, True)


def test_unchanged_after_two_seconds_costs_one_query_and_no_byte_of_a_body(ask, clock):
    make_event()
    _status, headers, _body = ask()
    clock[0] += KEPT_SECONDS

    number, again = queries_of(ask, HTTP_IF_NONE_MATCH=headers["ETag"])

    assert (number, again[0], again[2]) == (1, "304 Not Modified", b"")
    assert ask(HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "304 Not Modified"


@pytest.mark.parametrize("meta", [{}, {"HTTP_ACCEPT_ENCODING": "gzip"}, {"HTTP_IF_NONE_MATCH": "*"}])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_door_and_django_answer_alike(ask, clock, meta, method):
    make_event()
    from_django = ask(method=method, **meta)

    from_memory = ask(method=method, **meta)

    assert from_memory == from_django
    assert {"X-Content-Type-Options", "Referrer-Policy"} <= set(from_memory[1])


def test_each_address_has_its_own(ask):
    make_event(title="Vigil", kind="vigil")
    make_event(title="March", kind="march")

    assert b"March" in ask()[2]
    assert b"March" not in ask(query="kind=vigil")[2]
    assert ask("/events.json")[1]["Content-Type"] == "application/feed+json; charset=utf-8"
    packed = ask(HTTP_ACCEPT_ENCODING="gzip")
    assert gzip.decompress(packed[2]) == ask()[2]
    assert packed[1]["ETag"] != ask()[1]["ETag"]


def test_refusals_and_other_methods_are_not_kept(ask):
    assert ask(query="kind=riot")[0].startswith("400")
    assert ask("/events/nowhere.ics")[0].startswith("404")
    make_event(slug="nowhere")
    assert ask("/events/nowhere.ics")[0] == "200 OK"
    assert ask("/events/nowhere.ics", method="POST")[0].startswith("405")


def test_the_calendar_of_one_person_is_not_kept(clock, db):
    with time_machine.travel(NOON, tick=False):
        link, _rsvps = confirm(make_event(), now=NOON)
        path = f"/calendars/{make_private_feed(open_link(link), name='Phone')}.ics"
        door = FrontDoor(get_wsgi_application())
        ask = asker(door)

        first = ask(path)
        PrivateFeedEntry.objects.all().delete()
        second = ask(path)

    assert (first[0], second[0], door.kept_bytes) == ("200 OK", "404 Not Found", 0)
    assert {headers["Referrer-Policy"] for _status, headers, _body in (first, second)} == {"no-referrer"}


def test_where_django_fails_the_last_good_body_goes_on(clock, db):
    django, is_down = get_wsgi_application(), []

    def application(environ, start_response):
        if is_down:
            start_response("500 Internal Server Error", [("Content-Type", "text/html")])
            return [b"broken"]
        return django(environ, start_response)

    ask = asker(FrontDoor(application))
    make_event()
    good = ask()
    is_down.append(True)
    clock[0] += 3_600

    assert ask() == good
    assert ask(HTTP_IF_NONE_MATCH=good[1]["ETag"])[0] == "304 Not Modified"
    assert ask("/events.rss")[0].startswith("500")  # of which there is none


def test_memory_is_bounded_by_bytes(monkeypatch, clock, db):
    monkeypatch.setattr("events.feeds.door.KEPT_BYTES", 20_000)
    door = FrontDoor(get_wsgi_application())
    ask = asker(door)
    make_event()

    for number in range(20):
        assert ask(query=f"q=nothing{number}")[0] == "200 OK"

    assert 0 < door.kept_bytes <= 20_000
