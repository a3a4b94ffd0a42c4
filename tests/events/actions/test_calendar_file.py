"""A calendar file taken over: our own come back with the same dates, others become drafts."""

import datetime as dt

import pytest

from accounts.keys import read_key
from events.actions.calendar_file import NewEntry, discard_file, keep_file, take_file
from events.actions.details import Details
from events.actions.event import post_event
from events.actions.whereabouts import Where
from events.contacts.links import key_of
from events.errors import EditClash, EventsError
from events.models import CalendarFile, Event, ImportedEvent, Occurrence, Place
from events.reading.calendar_file import open_file
from events.timing import Timing
from tests.events.calendar_files import BERLIN, END, START, WEEKLY, overview_of, take
from tests.events.calendars.shapes import SHAPES
from tests.events.factories import NOW, make_organization, make_user
from tests.events.imports.calendar_file.test_hostile import calendar, event

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return make_organization(owner=make_user(), zone=BERLIN)


def instants(rows):
    return sorted((row.starts_at, row.ends_at) for row in rows)


# --- There and back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.__name__ for shape in SHAPES])
def test_our_own_calendars_come_back_with_the_same_dates(client, time_machine, shape):
    time_machine.move_to(NOW, tick=False)
    address = shape()
    source = client.get(address).content
    rows = Occurrence.objects.exclude(state="cancelled").select_related("schedule")
    before = instants(rows)
    zone = rows[0].schedule.zone if rows else "America/New_York"
    if shape.__name__ == "milestones":
        before = [(dt.datetime(2027, 4, 20, 4, tzinfo=dt.UTC), dt.datetime(2027, 4, 21, 4, tzinfo=dt.UTC))]
    other = make_organization(zone=zone)

    outcome = take(source, other, only=range(10) if shape.__name__ == "postponed" else None)

    assert outcome.refused == {}
    assert instants(Occurrence.objects.filter(event__organization=other)) == before
    assert take(source, other).changed == []


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        ((2027, 3, 28), (0, 30), 4),
        ((2027, 3, 28), (2, 30), 2),
        ((2027, 3, 28), (1, 30), 1),
        ((2027, 10, 31), (0, 30), 4),
        ((2027, 10, 31), (2, 30), 1),
        ((2027, 10, 31), (1, 30), 1),
        ((2027, 10, 30), (22, 0), 5),
    ],
)
@pytest.mark.parametrize("rule", ["", "FREQ=WEEKLY", "FREQ=DAILY"])
def test_both_nights_in_which_the_clock_changes_come_back(client, time_machine, organization, day, start, hours, rule):
    time_machine.move_to(NOW, tick=False)
    first = dt.date(*day) - dt.timedelta(days=7 if rule else 0)
    timing = Timing(
        start_on=first,
        start_time=dt.time(*start),
        zone=BERLIN,
        duration=dt.timedelta(hours=hours),
        rule=rule,
        until_on=first + dt.timedelta(days=14) if rule else None,
    )
    details = Details(title="Night", kind="vigil")
    posted = post_event(
        organization, details=details, timing=timing, where=Where(place_is_pending=True), by=None, now=NOW
    )
    source = client.get(f"/events/{posted.slug}.ics").content
    other = make_organization(zone=BERLIN)

    assert take(source, other).refused == {}
    assert instants(Occurrence.objects.filter(event__organization=other)) == instants(posted.occurrences.all())


def test_an_hour_that_comes_twice_stays_the_second(organization):
    """01:30Z is the second 02:30 of that night in Berlin; on Berlin's clock it would become the first."""
    source = calendar(*event("DTSTART:20271031T013000Z", "DTEND:20271031T023000Z"))

    take(source, organization)

    (row,) = Occurrence.objects.all()
    assert (row.schedule.zone, row.starts_at) == ("UTC", dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC))


# --- Made ------------------------------------------------------------------------------------------------------


def test_an_entry_becomes_a_draft(organization):
    source = calendar(
        "X-WR-CALNAME:Ours",
        *event(
            START, END, "LOCATION:Rathaus\\, Markt 1\\, 20095 Hamburg\\, Germany", "GEO:53.55;9.99", "CATEGORIES:Rally"
        ),
    )

    outcome = take(source, organization)

    (made,) = outcome.made
    assert (made.title, made.kind, made.published_at, made.town, made.country) == (
        "Rally",
        "rally",
        None,
        "Hamburg",
        "DE",
    )
    place = Place.objects.get()
    assert (place.name, place.locality, float(place.latitude)) == ("Rathaus", "Hamburg", 53.55)
    imported = ImportedEvent.objects.get()
    assert (imported.organization, imported.uid, imported.calendar, imported.event) == (organization, "a", "Ours", made)


def test_a_series_with_a_moved_and_a_cancelled_date(organization):
    source = calendar(
        *event(START, END, WEEKLY),
        *event(
            f"RECURRENCE-ID;TZID={BERLIN}:20270320T173000",
            f"DTSTART;TZID={BERLIN}:20270321T180000",
            f"DTEND;TZID={BERLIN}:20270321T190000",
        ),
        *event(f"RECURRENCE-ID;TZID={BERLIN}:20270327T173000", START, "STATUS:CANCELLED"),
    )

    take(source, organization)

    rows = Occurrence.objects.order_by("original_on").values_list("original_on", "start_on", "start_time", "state")
    assert list(rows) == [
        (dt.date(2027, 3, 13), dt.date(2027, 3, 13), dt.time(17, 30), "scheduled"),
        (dt.date(2027, 3, 20), dt.date(2027, 3, 21), dt.time(18), "scheduled"),
        (dt.date(2027, 4, 3), dt.date(2027, 4, 3), dt.time(17, 30), "scheduled"),
    ]


@pytest.mark.parametrize("line", ["STATUS:CANCELLED", "CLASS:PRIVATE", "RRULE:FREQ=SECONDLY"])
def test_what_nobody_should_take_without_looking_is_not_ticked(organization, line):
    (row,) = overview_of(calendar(*event(START, line)), organization).rows

    assert not row.is_offered


def test_what_is_over_is_not_ticked(organization):
    (row,) = overview_of(calendar(*event("DTSTART;VALUE=DATE:20270220")), organization).rows

    assert (row.is_over, row.is_offered) == (True, False)


def test_a_refused_entry_stops_no_other_and_the_file_stays(organization):
    nothing_left = event(START, f"EXDATE;TZID={BERLIN}:20270313T173000", uid="none")
    source = calendar(*nothing_left, *event(START, END, uid="b"))

    outcome = take(source, organization)

    assert {index: error.message for index, error in outcome.refused.items()} == {
        0: "All its dates are left out: none remains."
    }
    assert [one.uid for one in ImportedEvent.objects.all()] == ["b"]
    assert CalendarFile.objects.count() == 1


def test_the_file_is_erased_with_its_key_once_it_is_taken(organization):
    held = keep_file(organization, text=calendar(*event(START)).decode(), by=None, now=NOW)
    assert open_file(held)[0].entries[0].title == "Rally"
    assert b"Rally" not in bytes(held.sealed_text)

    take_file(held, new=[], by=None, now=NOW)

    assert (CalendarFile.objects.count(), read_key(key_of(held))) == (0, None)


def test_a_file_that_somebody_has_gone_on_with_makes_nothing(organization):
    held = keep_file(organization, text=calendar(*event(START)).decode(), by=None, now=NOW)
    entry = NewEntry(index=0, uid="a", calendar="", read={}, cells={})

    with pytest.raises(EditClash):
        take_file(held, new=[entry], by=None, now=NOW, version=7)

    assert Event.objects.count() == 0


def test_other_people_may_neither_keep_nor_take_nor_erase(organization):
    stranger = make_user()
    held = keep_file(organization, text="x", by=None, now=NOW)

    for attempt in (
        lambda: keep_file(organization, text="x", by=stranger, now=NOW),
        lambda: take_file(held, new=[], by=stranger, now=NOW),
        lambda: discard_file(held, by=stranger),
    ):
        with pytest.raises(EventsError):
            attempt()
    assert CalendarFile.objects.count() == 1


def test_at_most_four_thousand_dates_at_once(organization):
    rules = [event(START, "RRULE:FREQ=DAILY", uid=n) for n in range(12)]

    outcome = take(calendar(*[line for lines in rules for line in lines]), organization)

    assert (len(outcome.made), len(outcome.refused)) == (10, 2)
    assert outcome.refused[11].message == "At most 4000 dates are made at once. Make the others now."
