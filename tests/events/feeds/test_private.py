"""The calendar of one person over HTTP: whose it is, what it says and when, what it never says, who keeps it."""

import datetime as dt
import gzip
import logging

import icalendar
import pytest
from django.db import OperationalError

from events.actions.occurrence import cancel_occurrence, change_place, move_occurrence
from events.actions.private_feed import add_to_private_feed, make_private_feed, revoke_private_feed
from events.actions.purge import purge
from events.actions.rsvp_link import cancel_rsvp, change_rsvp
from events.actions.whereabouts import Where
from events.feeds.last_uses import LastUses, last_uses
from events.models import RSVP, Event, Occurrence, PrivateFeedEntry, Schedule
from events.private_feeds import feeds_of
from events.rsvp_links import open_link
from tests.events.answers import confirm, deliver, join
from tests.events.factories import NOW, make_event, make_organization, make_place, make_user

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _first_of_march(time_machine, db, monkeypatch):
    time_machine.move_to(NOW, tick=False)
    for uses in ("_waiting", "_written"):
        monkeypatch.setattr(last_uses, uses, {})


def make(link, name="Phone"):
    return f"/calendars/{make_private_feed(open_link(link), name=name)}.ics"


def entries(response):
    assert response.status_code == 200, response.content
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def summaries(response):
    return [str(entry["SUMMARY"]) for entry in entries(response)]


# --- What is in it


def test_what_is_confirmed_is_in_it_and_nothing_else(client):
    event = make_event(title="Mine")
    link, _rsvps = confirm(event)
    confirm(event, address="other@inbox.example")
    path = make(link)
    for title, change in [
        ("Unconfirmed", {"state": "unconfirmed"}),
        ("Full", {"state": "full"}),
        ("Taken back", {"state": "cancelled"}),
        ("Maybe", {"answer": "maybe"}),
    ]:
        other, [rsvp] = confirm(make_event(title=title))
        add_to_private_feed(open_link(other), feeds_of(open_link(other).held)[0].number)
        RSVP.objects.filter(pk=rsvp.pk).update(**change)
    link, _rsvps = confirm(make_event(title="Withdrawn"))
    add_to_private_feed(open_link(link), feeds_of(open_link(link).held)[0].number)
    Event.objects.filter(title="Withdrawn").update(published_at=None)
    confirm(make_event(title="Not put in"))

    assert sorted(summaries(client.get(path))) == ["Maybe", "Mine"]


def test_its_head_names_it_and_not_its_address(client):
    link, _rsvps = confirm(make_event())
    path = make(link, "Laptop")

    response = client.get(path)

    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar["X-WR-CALNAME"] == "My actions (Laptop)"
    assert path.split("/")[-1][:-4] not in response.text.replace("\r\n ", "")
    assert "/rsvps/" not in response.text
    assert response["Content-Disposition"] == 'inline; filename="my-actions.ics"'


def test_it_speaks_the_language_of_the_answer(client):
    link, _rsvps = confirm(make_event(), language="ar")

    response = client.get(make(link), headers={"Accept-Language": "en"})

    assert response["Content-Language"] == "ar"


def test_a_life_of_a_hidden_place(client):
    """Revealed, moved, taken back: it is only ever in the calendars of those who have confirmed."""
    owner = make_user()
    organization = make_organization(owner=owner)
    event = make_event(organization=organization, public_area="Old town", town="Ashford", place_is_pending=True)
    link, _rsvps = confirm(event)
    stranger = join(make_event(), address=None)
    mine, theirs = make(link), make(stranger)
    public = [f"/events/{event.slug}.ics", "/events.ics", f"/events/{event.slug}/2027-03-13.ics"]
    date = event.occurrences.get()
    [before] = entries(client.get(mine))
    assert "Wisteria" not in str(before)
    seen = {path: client.get(path) for path in public}

    hidden = Where(place_line="Wisteria Cellar, Ashford", place_visibility="confirmed", public_area="Old town")
    change_place(date, where=hidden, by=owner, now=NOW)
    [revealed] = entries(client.get(mine))
    again = Where(place_line="Wisteria Attic, Ashford", place_visibility="confirmed", public_area="Old town")
    public_before = {path: client.get(path) for path in public}
    change_place(Occurrence.objects.get(pk=date.pk), where=again, by=owner, now=NOW)
    [moved] = entries(client.get(mine))

    assert "Wisteria Cellar" in revealed["LOCATION"]
    assert "Wisteria Attic" in moved["LOCATION"]
    assert before["SEQUENCE"] < revealed["SEQUENCE"] < moved["SEQUENCE"]
    assert before["LAST-MODIFIED"].dt < revealed["LAST-MODIFIED"].dt < moved["LAST-MODIFIED"].dt
    after = {path: client.get(path) for path in public}
    assert [path for path in public if "Wisteria" in after[path].text + public_before[path].text] == []
    same = {path: (answer["ETag"], answer["Last-Modified"]) for path, answer in public_before.items()}
    assert {path: (answer["ETag"], answer["Last-Modified"]) for path, answer in after.items()} == same
    assert seen.keys() == after.keys()
    assert "Wisteria" not in client.get(theirs).text
    cancel_rsvp(open_link(link), RSVP.objects.get(occurrence=date).pk, now=NOW)
    assert "Wisteria" not in client.get(mine).text


def test_a_life_of_a_date(client):
    owner = make_user()
    event = make_event(title="Vigil", organization=make_organization(owner=owner))
    link, [rsvp] = confirm(event)
    path = make(link)
    date = event.occurrences.get()

    move_occurrence(
        date, start_on=date.start_on, start_time=dt.time(19), duration=dt.timedelta(hours=1), by=owner, now=NOW
    )
    [moved] = entries(client.get(path))
    change_rsvp(open_link(link), rsvp.pk, answer="maybe", attendance="in-person", party_size=1, now=NOW)
    [maybe] = entries(client.get(path))
    cancel_occurrence(Occurrence.objects.get(), note="A storm", by=owner, now=NOW)
    [cancelled] = entries(client.get(path))

    assert moved["DTSTART"].dt.hour == 19
    assert [str(entry["STATUS"]) for entry in (moved, maybe, cancelled)] == ["CONFIRMED", "TENTATIVE", "CANCELLED"]
    assert [str(entry["STATUS"]) for entry in entries(client.get(f"{path}?cancelled=shown"))] == ["CONFIRMED"]
    end = Occurrence.objects.get().ends_at
    purge(now=end + dt.timedelta(days=14) - dt.timedelta(minutes=1))
    assert summaries(client.get(path)) == ["Cancelled: Vigil"]
    purge(now=end + dt.timedelta(days=14))
    assert client.get(path).status_code == 404


def test_the_place_is_free_and_the_entry_gone_before_the_row_is(client):
    link, [rsvp] = confirm(make_event())
    path = make(link)

    cancel_rsvp(open_link(link), rsvp.pk, now=NOW)

    assert (RSVP.objects.get().state, summaries(client.get(path))) == ("cancelled", [])
    deliver()
    assert client.get(path).status_code == 404


# --- Whose it is


def test_an_unknown_an_ended_and_an_empty_address_are_alike(client):
    link, _rsvps = confirm(make_event())
    ended, empty = make(link, "Ended"), make(link, "Empty")
    number = {feed.name: feed.number for feed in feeds_of(open_link(link).held)}
    revoke_private_feed(open_link(link), number["Ended"])
    PrivateFeedEntry.objects.all().delete()

    answers = [client.get(path) for path in (f"/calendars/{'A' * 43}.ics", ended, empty)]

    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, b"There is no calendar at this address, or no longer.\n")
    }
    assert {answer["Cache-Control"] for answer in answers} == {"private, max-age=60"}
    assert not [answer for answer in answers if answer.has_header("Access-Control-Allow-Origin")]


def test_it_needs_no_key_of_the_key_store(client, settings, django_assert_num_queries):
    link, _rsvps = confirm(make_event(title="Vigil"))
    path = make(link)
    settings.CONTACT_KEYS = []

    with django_assert_num_queries(0, using="keys"):
        response = client.get(path)

    assert summaries(response) == ["Vigil"]
    assert icalendar.Calendar.from_ical(response.content)["NAME"] == "My actions (Phone)"


def test_without_a_database_it_says_not_now(client, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OperationalError("at /calendars/…")

    monkeypatch.setattr(PrivateFeedEntry.objects, "filter", fail)

    response = client.get(f"/calendars/{'A' * 43}.ics")

    assert (response.status_code, response["Retry-After"]) == (503, "600")
    assert response["Cache-Control"].startswith("private")


# --- HTTP


def test_headers_are_those_of_something_private(client):
    link, _rsvps = confirm(make_event())

    response = client.get(make(link))

    assert response["Cache-Control"] == "private, max-age=900"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert not [name for name in response.headers if name.startswith("Access-Control")]
    assert not response.has_header("Last-Modified")
    assert not response.cookies


def test_unchanged_is_304_and_changed_is_not(client):
    link, _rsvps = confirm(make_event())
    path = make(link)
    first = client.get(path)

    same = client.get(path, headers={"If-None-Match": first["ETag"]})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    same_packed = client.get(path, headers={"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"})
    head = client.head(path)
    Schedule.objects.update(private_sequence=1)
    other = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content, same["Cache-Control"]) == (304, b"", "private, max-age=900")
    assert (same_packed.status_code, same_packed.content) == (304, b"")
    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", first.content)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert head["Content-Length"] == str(len(first.content))
    assert (other.status_code, other["ETag"] == first["ETag"]) == (200, False)


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_it_can_only_be_read_and_by_no_other_site(client, method):
    link, _rsvps = confirm(make_event())

    response = getattr(client, method)(make(link), headers={"Origin": "https://elsewhere.example"})

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert not [name for name in response.headers if name.startswith("Access-Control")]


def test_queries_do_not_depend_on_the_number_of_dates(client, django_assert_num_queries):
    link, _rsvps = confirm(make_event(place=make_place()))
    path = make(link)
    with django_assert_num_queries(6):
        client.get(path)
    for _ in range(3):
        other, _rsvps = confirm(make_event(place=make_place()))
        add_to_private_feed(open_link(other), feeds_of(open_link(other).held)[0].number)

    with django_assert_num_queries(6):
        assert len(entries(client.get(path))) == 4


# --- When it was last fetched


def test_a_fetch_is_noted_by_day_in_memory_and_written_by_the_schedule(client):
    link, _rsvps = confirm(make_event())
    path = make(link)
    for _ in range(3):
        client.get(path)
    client.get(f"/calendars/{'A' * 43}.ics")
    assert PrivateFeedEntry.objects.get().last_used_on is None

    assert [last_uses.flush() for _ in range(2)] == [1, 0]

    assert PrivateFeedEntry.objects.get().last_used_on == TODAY
    client.get(path)
    assert last_uses.flush() == 0


def test_the_next_day_is_noted_anew_and_what_is_written_long_ago_is_forgotten(client, time_machine):
    link, _rsvps = confirm(make_event())
    phone, laptop = make(link, "Phone"), make(link, "Laptop")
    client.get(phone)
    client.get(laptop)
    last_uses.flush()

    time_machine.move_to(NOW + dt.timedelta(days=1), tick=False)
    client.get(phone)
    assert last_uses.flush() == 1

    days = {feed.name: feed.last_used_on for feed in feeds_of(open_link(link).held)}
    assert days == {"Phone": TODAY + dt.timedelta(days=1), "Laptop": TODAY}
    assert set(last_uses._written.values()) == {TODAY + dt.timedelta(days=1)}


def test_what_the_database_refuses_waits_for_the_next_time(client, monkeypatch):
    uses, refused = LastUses(), []

    def refuse(waiting):
        refused.append(dict(waiting))
        raise OperationalError

    monkeypatch.setattr("events.feeds.last_uses.note_last_uses", refuse)
    uses.note("a key", TODAY)
    assert uses.flush() == 0
    monkeypatch.setattr("events.feeds.last_uses.note_last_uses", refused.append)

    assert uses.flush() == 1

    assert refused == [{"a key": TODAY}, {"a key": TODAY}]


def test_no_log_holds_its_address(client, caplog):
    caplog.set_level(logging.DEBUG)
    link, _rsvps = confirm(make_event())
    path = make(link)
    Schedule.objects.update(zone="Nowhere/Atall")

    client.get(path)
    client.get(path[:-5] + "x.ics")

    token = path.split("/")[-1][:-4]
    ours = [record for record in caplog.records if record.name.startswith(("events", "config", "accounts"))]
    assert "left out" in caplog.text
    assert [record for record in ours if token[:-1] in record.getMessage()] == []
