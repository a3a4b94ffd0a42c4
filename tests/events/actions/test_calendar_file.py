"""A calendar file taken over: our own come back with the same dates, a newer one changes what nobody has edited."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.keys import read_key
from events.actions.calendar_file import NewEntry, discard_file, keep_file, take_file
from events.actions.details import Details
from events.actions.event import edit_event, post_event, publish_event
from events.actions.occurrence import move_occurrence
from events.actions.taking import KnownAction
from events.actions.whereabouts import Where
from events.contacts.links import key_of
from events.errors import EditClash, EventsError
from events.imports.calendar_file import read_calendar
from events.models import Announcement, CalendarFile, Event, ImportedEvent, Occurrence, Place
from events.reading.calendar_file import open_file, read_overview
from events.timing import Timing
from tests.events.calendars.shapes import SHAPES
from tests.events.factories import NOW, make_organization, make_user
from tests.events.imports.calendar_file.test_hostile import calendar, event

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)
BERLIN = "Europe/Berlin"
START = f"DTSTART;TZID={BERLIN}:20270313T173000"
END = f"DTEND;TZID={BERLIN}:20270313T193000"
WEEKLY = "RRULE:FREQ=WEEKLY;UNTIL=20270403T220000Z"


@pytest.fixture
def organization():
    return make_organization(owner=make_user(), zone=BERLIN)


def overview_of(source, organization, *, now=NOW, **zones):
    return read_overview(read_calendar(source), organization, zones=zones, now=now)


def take(source, organization, *, now=NOW, taken=None, only=None, by=None, **zones):
    """Everything that is ticked before anybody looks, or what is named."""
    overview = overview_of(source, organization, now=now, **zones)
    held = keep_file(organization, text=source.decode(), by=by, now=now)
    new = [
        NewEntry(
            index=row.index,
            uid=row.entry.uid,
            calendar=overview.calendar.name,
            read=row.cells,
            cells={"kind": "other", **row.cells},
        )
        for row in overview.new
        if row.is_offered or row.index in (only or ())
    ]
    known = [
        KnownAction(
            index=row.index,
            listed=row.listed,
            read=row.cells,
            taken=frozenset(one.cell for one in row.differences if not one.is_kept or one.cell in (taken or ())),
            version=row.listed.event.version,
        )
        for row in overview.rows
        if row.listed
    ]
    return take_file(held, new=new, known=known, by=by, now=now)


def verdicts(source, organization, **kwargs):
    rows = overview_of(source, organization, **kwargs).rows
    return {row.index: {one.cell: one.verdict.value for one in row.differences} for row in rows if row.listed}


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


# --- A newer file ----------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(organization):
    source = calendar(*event(START, END, WEEKLY, "LOCATION:Rathaus\\, Hamburg", "DESCRIPTION:<b>Come</b>"))
    take(source, organization)

    assert verdicts(source, organization) == {0: {}}
    assert verdicts(source, organization, now=NOW + dt.timedelta(days=10)) == {0: {}}
    assert take(source, organization, now=LATER).changed == []
    assert Event.objects.count() == 1


def test_a_draft_follows_the_file(organization):
    take(calendar(*event(START, END)), organization)
    newer = calendar(*event(f"DTSTART;TZID={BERLIN}:20270314T120000", "LOCATION:Hafen", "SUMMARY:Rally"))

    assert verdicts(newer, organization) == {0: {"when": "changed", "place": "changed"}}
    take(newer, organization, now=LATER)

    (row,) = Occurrence.objects.all()
    assert (row.start_on, row.start_time, row.duration) == (dt.date(2027, 3, 14), dt.time(12), None)
    assert Event.objects.get().place.name == "Hafen"
    assert verdicts(newer, organization) == {0: {}}


def test_who_comes_is_told_when_the_file_moves_what_is_public(organization):
    (made,) = take(calendar(*event(START, END)), organization).made
    publish_event(made, by=None, now=NOW)

    take(calendar(*event(f"DTSTART;TZID={BERLIN}:20270313T190000", "DURATION:PT2H")), organization, now=LATER)

    assert [one.kind for one in Announcement.objects.all()] == ["moved"]
    assert Occurrence.objects.get().start_time == dt.time(19)


def test_the_town_of_a_hidden_place_stays_hidden_when_the_file_names_another(organization):
    (made,) = take(calendar(*event(START, END, "LOCATION:Hinterhof\\, Hamburg")), organization).made
    hidden = replace(Where.of(made), place_visibility="confirmed", town="", country="")
    edit_event(made, details=Details.of(made), where=hidden, by=None, now=NOW)

    newer = calendar(*event(START, END, "LOCATION:Keller\\, Berlin"))
    take(newer, organization, only=[0], taken=["place"], now=LATER)

    after = Event.objects.get()
    assert (after.place.one_line, after.shown_place) == ("Keller, Berlin", None)
    assert (after.town, after.country) == ("", "")


def test_a_public_series_is_rescheduled_and_its_dates_move(organization):
    (made,) = take(calendar(*event(START, END, WEEKLY)), organization).made
    publish_event(made, by=None, now=NOW)
    newer = calendar(
        *event(f"DTSTART;TZID={BERLIN}:20270313T180000", "DURATION:PT1H", WEEKLY),
        *event(f"RECURRENCE-ID;TZID={BERLIN}:20270320T180000", START, "STATUS:CANCELLED"),
    )

    outcome = take(newer, organization, now=LATER)

    assert outcome.refused == {}
    rows = Occurrence.objects.order_by("original_on").values_list("original_on", "start_time", "state")
    assert list(rows) == [
        (dt.date(2027, 3, 13), dt.time(18), "scheduled"),
        (dt.date(2027, 3, 20), dt.time(18), "cancelled"),
        (dt.date(2027, 3, 27), dt.time(18), "scheduled"),
        (dt.date(2027, 4, 3), dt.time(18), "scheduled"),
    ]
    assert verdicts(newer, organization) == {0: {}}


def test_a_date_that_takes_place_after_all_is_put_back(organization):
    series = event(START, END, WEEKLY)
    (made,) = take(calendar(*series), organization).made
    publish_event(made, by=None, now=NOW)
    cancelled = event(f"RECURRENCE-ID;TZID={BERLIN}:20270320T173000", START, "STATUS:CANCELLED")
    take(calendar(*series, *cancelled), organization, now=LATER)

    take(calendar(*series), organization, now=LATER)

    assert set(Occurrence.objects.values_list("state", flat=True)) == {"scheduled"}
    assert [one.kind for one in Announcement.objects.order_by("id")] == ["cancelled", "reinstated"]


def test_a_series_under_way_goes_on_from_its_next_date(organization):
    (made,) = take(calendar(*event(START, END, WEEKLY)), organization).made
    publish_event(made, by=None, now=NOW)
    then = dt.datetime(2027, 3, 21, 12, tzinfo=dt.UTC)

    outcome = take(
        calendar(*event(f"DTSTART;TZID={BERLIN}:20270313T180000", "DURATION:PT1H", WEEKLY)), organization, now=then
    )

    assert outcome.refused == {}
    rows = Occurrence.objects.order_by("original_on").values_list("start_on", "start_time")
    assert [time for _day, time in rows] == [dt.time(17, 30), dt.time(17, 30), dt.time(18), dt.time(18)]


@pytest.mark.parametrize("is_public", [True, False])
def test_a_date_that_was_moved_is_taken_and_kept_though_its_own_day_is_over(organization, is_public):
    moved = event(f"RECURRENCE-ID;TZID={BERLIN}:20270320T173000", f"DTSTART;TZID={BERLIN}:20270325T120000")
    if is_public:
        (made,) = take(calendar(*event(START, END, WEEKLY), *moved), organization).made
        publish_event(made, by=None, now=NOW)
    then = dt.datetime(2027, 3, 21, 12, tzinfo=dt.UTC)

    take(calendar(*event(START, "DURATION:PT1H", WEEKLY), *moved), organization, now=then)

    rows = Occurrence.objects.order_by("original_on").values_list("start_on", "state")
    assert list(rows)[-3:] == [
        (dt.date(2027, 3, 25), "scheduled"),
        (dt.date(2027, 3, 27), "scheduled"),
        (dt.date(2027, 4, 3), "scheduled"),
    ]


def test_dates_without_a_rule_go_on_from_the_next(organization):
    listed = f"RDATE;TZID={BERLIN}:20270320T173000,20270325T173000"
    (made,) = take(calendar(*event(START, END, listed)), organization).made
    publish_event(made, by=None, now=NOW)
    then = dt.datetime(2027, 3, 14, 12, tzinfo=dt.UTC)

    outcome = take(calendar(*event(START, "DURATION:PT1H", listed)), organization, now=then)

    assert outcome.refused == {}
    lengths = Occurrence.objects.order_by("original_on").values_list("duration", flat=True)
    assert [length.seconds // 3600 for length in lengths] == [2, 1, 1]


def test_what_is_cancelled_in_the_file_is_cancelled_only_when_public(organization):
    (made,) = take(calendar(*event(START, END)), organization).made
    gone = calendar(*event(START, END, "STATUS:CANCELLED"))
    assert verdicts(gone, organization) == {0: {}}
    publish_event(made, by=None, now=NOW)

    assert verdicts(gone, organization) == {0: {"state": "changed"}}
    take(gone, organization, now=LATER)

    assert Event.objects.get().cancelled_at == LATER


def test_what_was_edited_here_stays_unless_it_is_taken(organization):
    (made,) = take(calendar(*event(START, END)), organization).made
    edit_event(made, details=Details(title="Great rally", kind="other"), by=None, now=NOW)
    move_occurrence(
        made.occurrences.get(),
        start_on=dt.date(2027, 3, 15),
        start_time=dt.time(9),
        duration=None,
        by=None,
        now=NOW,
    )
    newer = calendar(*event(START.replace("17", "18"), END, "SUMMARY:x"))
    newer = newer.replace(b"SUMMARY:Rally", b"SUMMARY:Small rally").replace(b"SUMMARY:x\r\n", b"")

    assert verdicts(newer, organization) == {0: {"when": "kept", "title": "kept"}}
    take(newer, organization, now=LATER)
    assert Event.objects.get().title == "Great rally"
    take(newer, organization, now=LATER, taken={"title"})

    assert Event.objects.get().title == "Small rally"
    assert Occurrence.objects.get().start_on == dt.date(2027, 3, 15)


def test_what_is_gone_from_the_calendar_is_shown_and_of_another_calendar_is_not(organization):
    both = calendar("X-WR-CALNAME:Ours", *event(START), *event(START, uid="b"))
    take(both, organization)

    one = calendar("X-WR-CALNAME:Ours", *event(START))
    assert [imported.uid for imported in overview_of(one, organization).vanished] == ["b"]
    assert overview_of(calendar("X-WR-CALNAME:Theirs", *event(START)), organization).vanished == []


def test_a_draft_that_was_deleted_is_new_again(organization):
    source = calendar(*event(START))
    take(source, organization)
    Event.objects.all().delete()

    assert len(overview_of(source, organization).new) == 1


def test_the_same_uid_in_another_organisation_is_new(organization):
    source = calendar(*event(START))
    take(source, organization)

    assert len(overview_of(source, make_organization()).new) == 1


def test_a_page_is_read_with_the_same_queries_for_three_entries(organization, django_assert_num_queries):
    for number in (1, 3):
        entries = [line for n in range(number) for line in event(START, uid=n)]
        source = calendar("X-WR-CALNAME:Ours", *entries)
        take(source, organization)
        with django_assert_num_queries(4):
            overview_of(source, organization)
