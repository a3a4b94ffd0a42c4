import datetime as dt
from dataclasses import replace
from itertools import pairwise

import icalendar
import pytest
import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.actions.details import Details
from events.actions.event import cancel_event, create_event, post_event
from events.actions.occurrence import cancel_occurrence, move_occurrence, postpone_occurrence
from events.actions.schedule import extend_schedule, reschedule
from events.actions.whereabouts import Where
from events.calendars.feed import wrap_calendar
from events.calendars.fragments import render_schedule
from events.calendars.vtimezone import render_vtimezone
from events.errors import EditClash, EventsError
from events.models import Announcement, Occurrence, Schedule
from events.timing import Timing
from tests.events.answers import join
from tests.events.factories import NOW
from tests.events.series import post_series

pytestmark = pytest.mark.django_db

TUESDAYS = Timing(
    start_on=dt.date(2027, 3, 9),
    start_time=dt.time(19),
    duration=dt.timedelta(hours=1),
    zone="Europe/Berlin",
    rule="FREQ=WEEKLY;BYDAY=TU",
    until_on=dt.date(2027, 4, 6),
)
WEDNESDAYS = replace(TUESDAYS, start_on=dt.date(2027, 3, 10), rule="FREQ=WEEKLY;BYDAY=WE", until_on=dt.date(2027, 4, 7))
LATER = NOW + dt.timedelta(hours=1)
AFTER_TWO = dt.datetime(2027, 3, 17, 12, tzinfo=dt.UTC)  # 9 and 16 March are over


def series(timing=TUESDAYS, *, action=post_event):
    details = Details(title="Know your rights", kind="teach-in")
    return post_series(timing, action=action, details=details, where=Where(attendance="online"))


def rows(event, schedule=None):
    """(original day, original hour, state, own day, own hour) of each date, in order."""
    chosen = event.occurrences.order_by("original_on", "id")
    if schedule is not None:
        chosen = chosen.filter(schedule=schedule)
    return [
        (
            f"{row.original_on:%m-%d}",
            f"{row.original_time:%H:%M}",
            row.state,
            f"{row.start_on:%m-%d}",
            row.start_time and f"{row.start_time:%H:%M}",
        )
        for row in chosen
    ]


def told():
    return sorted(
        (f"{one.occurrence.original_on:%m-%d}", one.kind) for one in Announcement.objects.select_related("occurrence")
    )


def starts_in_the_calendar(event):
    """What an engine of its own makes of every entry of the event: instants of what is not cancelled."""
    found = []
    for schedule in Schedule.objects.for_calendar().filter(event=event):
        rendered = render_schedule(schedule, language="en")
        zones = [render_vtimezone(zone.name, zone.first_year, zone.last_year) for zone in rendered.zones]
        calendar = icalendar.Calendar.from_ical(wrap_calendar(rendered.body, zones))
        found += [
            (entry["DTSTART"].dt.timestamp(), str(entry["STATUS"]) == "CANCELLED")
            for entry in recurring_ical_events.of(calendar).between((2020, 1, 1), (2035, 1, 1))
        ]
    return sorted(found)


def starts_in_the_rows(event):
    return sorted((row.starts_at.timestamp(), row.is_cancelled) for row in event.occurrences.all())


def test_reschedule_to_another_hour_keeps_every_row():
    event = series()
    before = list(event.occurrences.values_list("pk", flat=True))

    schedule = reschedule(event, timing=replace(TUESDAYS, start_time=dt.time(20)), by=None, now=LATER)

    assert rows(event) == [
        (day, "20:00", "scheduled", day, "20:00") for day in ("03-09", "03-16", "03-23", "03-30", "04-06")
    ]
    assert list(event.occurrences.values_list("pk", flat=True)) == before
    assert (schedule.sequence, event.schedules.count()) == (1, 1)
    assert {kind for _day, kind in told()} == {"moved"}
    assert {row.moves for row in event.occurrences.all()} == {1}
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_leaves_a_moved_and_a_cancelled_date_as_they_are():
    event = series()
    moved, cancelled = event.occurrences.order_by("original_on")[1:3]
    move_occurrence(moved, start_on=dt.date(2027, 3, 18), start_time=dt.time(18), duration=None, by=None, now=LATER)
    cancel_occurrence(cancelled, by=None, now=LATER)
    Announcement.objects.all().delete()

    reschedule(event, timing=replace(TUESDAYS, start_time=dt.time(20)), by=None, now=LATER)

    assert rows(event)[1:3] == [
        ("03-16", "20:00", "scheduled", "03-18", "18:00"),
        ("03-23", "20:00", "cancelled", "03-23", "20:00"),
    ]
    assert told() == [("03-09", "moved"), ("03-30", "moved"), ("04-06", "moved")]
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_to_another_weekday_keeps_what_was_published_as_cancelled():
    event = series()

    schedule = reschedule(event, timing=WEDNESDAYS, by=None, now=LATER)

    states = {day: state for day, _hour, state, _own, _time in rows(event)}
    assert [day for day, state in states.items() if state == "cancelled"] == [
        "03-09",
        "03-16",
        "03-23",
        "03-30",
        "04-06",
    ]
    assert [day for day, state in states.items() if state == "scheduled"] == [
        "03-10",
        "03-17",
        "03-24",
        "03-31",
        "04-07",
    ]
    assert schedule.rdates == ["2027-03-09", "2027-03-16", "2027-03-23", "2027-03-30", "2027-04-06"]
    assert schedule.exdates == []
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_there_and_back_brings_the_dates_back():
    event = series()
    reschedule(event, timing=WEDNESDAYS, by=None, now=LATER)

    schedule = reschedule(event, timing=TUESDAYS, by=None, now=LATER)

    scheduled = [row[0] for row in rows(event) if row[2] == "scheduled"]
    assert scheduled == ["03-09", "03-16", "03-23", "03-30", "04-06"]
    assert schedule.rdates == ["2027-03-10", "2027-03-17", "2027-03-24", "2027-03-31", "2027-04-07"]
    assert ("03-09", "reinstated") in told()
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_of_a_draft_forgets_what_nobody_saw():
    event = series(action=create_event)

    reschedule(event, timing=WEDNESDAYS, by=None, now=LATER)

    assert [row[0] for row in rows(event)] == ["03-10", "03-17", "03-24", "03-31", "04-07"]
    assert (event.schedules.get().rdates, told()) == ([], [])


def test_reschedule_never_makes_an_exdate_of_a_published_day():
    event = series()

    schedule = reschedule(event, timing=replace(TUESDAYS, exdates=(dt.date(2027, 3, 23),)), by=None, now=LATER)

    assert schedule.exdates == []
    assert ("03-23", "19:00", "cancelled", "03-23", "19:00") in rows(event)
    assert told() == [("03-23", "cancelled")]
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_twice_the_same_does_nothing_more():
    event = series()
    reschedule(event, timing=WEDNESDAYS, by=None, now=LATER)
    before = (rows(event), len(told()), event.schedules.get().change)

    reschedule(event, timing=WEDNESDAYS, by=None, now=LATER)

    assert (rows(event), len(told()), event.schedules.get().change) == before


def test_reschedule_once_a_date_has_begun_starts_a_second_schedule():
    event = series()
    join(event, event.occurrences.get(original_on="2027-03-30"), now=AFTER_TWO)
    first = event.schedules.get()
    timing = replace(TUESDAYS, start_on=dt.date(2027, 3, 23), start_time=dt.time(20))

    second = reschedule(event, timing=timing, by=None, now=AFTER_TWO)

    first.refresh_from_db()
    assert (first.until_on, first.ended_on) == (dt.date(2027, 3, 16), dt.date(2027, 3, 16))
    assert first.uid != second.uid
    assert rows(event, first) == [
        ("03-09", "19:00", "scheduled", "03-09", "19:00"),
        ("03-16", "19:00", "scheduled", "03-16", "19:00"),
    ]
    assert [row[1] for row in rows(event, second)] == ["20:00"] * 3
    assert event.occurrences.get(rsvps__isnull=False).schedule == second
    assert {row.date_slug for row in event.occurrences.all()} == {
        f"2027-{day}" for day in ("03-09", "03-16", "03-23", "03-30", "04-06")
    }
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_that_only_ends_later_stays_one_schedule():
    event = series()
    timing = replace(TUESDAYS, until_on=dt.date(2027, 4, 20))

    reschedule(event, timing=timing, by=None, now=AFTER_TWO)

    assert event.schedules.count() == 1
    assert [row[0] for row in rows(event)] == ["03-09", "03-16", "03-23", "03-30", "04-06", "04-13", "04-20"]
    assert told() == []
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_that_only_ends_later_keeps_the_past_dates_that_fell_away():
    event = series(replace(TUESDAYS, start_on=dt.date(2027, 3, 2)))
    reschedule(event, timing=TUESDAYS, by=None, now=LATER)
    timing = replace(TUESDAYS, until_on=dt.date(2027, 4, 20))

    schedule = reschedule(event, timing=timing, by=None, now=AFTER_TWO)

    assert (schedule.rdates, rows(event)[0][2]) == (["2027-03-02"], "cancelled")
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_from_a_day_on_leaves_what_is_before_it():
    event = series()
    timing = replace(WEDNESDAYS, start_on=dt.date(2027, 3, 31))

    second = reschedule(event, timing=timing, from_on=dt.date(2027, 3, 30), by=None, now=LATER)

    first = event.schedules.exclude(pk=second.pk).get()
    assert [row[0] for row in rows(event, first) if row[2] == "scheduled"] == ["03-09", "03-16", "03-23"]
    # 30 March lies before the first new date: it stays in the first schedule, cancelled.
    assert ("03-30", "19:00", "cancelled", "03-30", "19:00") in rows(event, first)
    assert [row[0] for row in rows(event, second) if row[2] == "scheduled"] == ["03-31", "04-07"]
    assert ("04-06", "cancelled") in told()
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_gives_two_dates_of_one_day_different_addresses():
    event = series()
    timing = replace(
        TUESDAYS, start_on=dt.date(2027, 3, 31), rule="FREQ=WEEKLY;BYDAY=WE", until_on=dt.date(2027, 3, 31)
    )
    reschedule(event, timing=timing, from_on=dt.date(2027, 3, 23), by=None, now=LATER)

    slugs = list(event.occurrences.values_list("date_slug", flat=True))

    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize(
    ("field", "timing", "from_on"),
    [
        ("from_on", replace(TUESDAYS, start_on=dt.date(2027, 3, 16), start_time=dt.time(8)), dt.date(2027, 3, 16)),
        ("start_on", replace(TUESDAYS, start_time=dt.time(8)), None),
        ("zone", replace(TUESDAYS, zone="Europe/Nowhere"), None),
        ("until_on", replace(TUESDAYS, until_on=dt.date(2031, 1, 1)), None),
        ("rule", replace(TUESDAYS, rule="FREQ=MINUTELY"), None),
    ],
)
def test_reschedule_names_the_field_that_it_refuses(field, timing, from_on):
    event = series()
    before = rows(event)

    with pytest.raises(EventsError) as caught:
        reschedule(event, timing=timing, from_on=from_on, by=None, now=AFTER_TWO)

    assert (caught.value.field, rows(event), event.schedules.count()) == (field, before, 1)


def test_reschedule_of_a_single_date_is_a_move():
    event = series(replace(TUESDAYS, rule="", until_on=None))

    with pytest.raises(EventsError) as caught:
        reschedule(event, timing=replace(TUESDAYS, rule="", start_time=dt.time(8)), by=None, now=LATER)

    assert caught.value.field == "start_on"


def test_a_series_that_is_cancelled_as_a_whole_is_neither_changed_nor_extended():
    event = series()
    cancel_event(event, by=None, now=LATER)
    before = rows(event)

    with pytest.raises(EventsError):
        reschedule(event, timing=WEDNESDAYS, by=None, now=LATER)
    with pytest.raises(EventsError):
        extend_schedule(event, by=None, now=LATER)

    assert rows(event) == before


def test_reschedule_lets_a_single_date_repeat():
    event = series(replace(TUESDAYS, rule="", until_on=None))

    reschedule(event, timing=TUESDAYS, by=None, now=LATER)

    assert [row[0] for row in rows(event)] == ["03-09", "03-16", "03-23", "03-30", "04-06"]
    assert told() == []
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_reschedule_tells_the_second_of_two_organisers():
    event = series()
    opened = event.version
    reschedule(event, timing=WEDNESDAYS, by=None, now=LATER, version=opened)

    with pytest.raises(EditClash) as caught:
        reschedule(event, timing=replace(TUESDAYS, start_time=dt.time(8)), by=None, now=LATER, version=opened)

    assert caught.value.theirs["start_on"] == WEDNESDAYS.start_on


def test_extend_schedule_adds_a_year_and_then_a_second_schedule():
    event = series(replace(TUESDAYS, until_on=None))
    first = event.schedules.get()

    extended = extend_schedule(event, by=None, now=LATER)
    assert (extended.pk, extended.until_on) == (first.pk, dt.date(2029, 3, 6))
    second = extend_schedule(event, by=None, now=LATER)

    first.refresh_from_db()
    assert (first.ended_on, second.start_on) == (dt.date(2029, 3, 6), dt.date(2029, 3, 13))
    assert second.until_on == dt.date(2030, 3, 12)
    days = list(event.occurrences.order_by("original_on").values_list("original_on", flat=True))
    assert {(later - earlier).days for earlier, later in pairwise(days)} == {7}
    assert starts_in_the_calendar(event) == starts_in_the_rows(event)


def test_extend_schedule_refuses_what_does_not_repeat():
    event = series(replace(TUESDAYS, rule="", until_on=None))

    with pytest.raises(EventsError):
        extend_schedule(event, by=None, now=LATER)


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]


@st.composite
def timings(draw):
    day = draw(st.dates(dt.date(2027, 3, 8), dt.date(2027, 4, 20)))
    hours = draw(st.sampled_from(["timed", "timed", "timed", "tba"]))
    rule = draw(st.sampled_from(["FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY", "FREQ=WEEKLY;INTERVAL=2"]))
    return Timing(
        start_on=day,
        start_time=draw(st.sampled_from([dt.time(2, 30), dt.time(19), dt.time(23, 45)])) if hours == "timed" else None,
        hours=hours,
        duration=draw(st.sampled_from([None, dt.timedelta(hours=2), dt.timedelta(hours=30)])),
        zone=draw(st.sampled_from(ZONES)),
        rule=rule,
        until_on=day + dt.timedelta(days=draw(st.integers(0, 45))),
    )


@st.composite
def changes(draw):
    what = draw(st.sampled_from(["reschedule", "reschedule", "cancel", "move", "postpone", "wait", "extend"]))
    return what, draw(timings()), draw(st.integers(0, 60))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(start=timings(), story=st.lists(changes(), max_size=6))
def test_whatever_happens_the_calendar_tells_the_rows_and_no_published_date_is_lost(start, story):
    event = series(start)
    now, known = LATER, set()
    for what, timing, number in story:
        known |= set(event.occurrences.values_list("pk", "date_slug"))
        begun = frozen(event, now)
        now = now + dt.timedelta(days=number) if what == "wait" else now
        tell(event, what, timing, number, now=now)

        assert known <= set(event.occurrences.values_list("pk", "date_slug"))
        assert begun <= frozen(event, now)
        assert event.schedules.filter(ended_on=None).count() == 1
        told_days = starts_told_by_entries(event)
        assert told_days == starts_told_by_rows(event)


def frozen(event, now):
    """What has begun: it never changes any more, but for its state."""
    return {
        (row.pk, row.original_on, row.original_time, row.starts_at)
        for row in event.occurrences.filter(starts_at__lte=now).exclude(state="postponed")
    }


def tell(event, what, timing, number, *, now):
    coming = list(event.occurrences.filter(starts_at__gt=now).order_by("original_on"))
    chosen = coming[number % len(coming)] if coming else None
    try:
        if what == "reschedule":
            reschedule(event, timing=timing, by=None, now=now)
        elif what == "extend" and number < 10:
            extend_schedule(event, by=None, now=now)
        elif chosen and what == "cancel":
            cancel_occurrence(chosen, by=None, now=now)
        elif chosen and what == "postpone":
            postpone_occurrence(chosen, by=None, now=now)
        elif chosen and what == "move":
            day = chosen.start_on + dt.timedelta(days=number % 9)
            move_occurrence(chosen, start_on=day, start_time=dt.time(12), duration=None, by=None, now=now)
    except EventsError:
        pass  # refused, with nothing changed: what is asserted holds all the same


def starts_told_by_entries(event):
    found = []
    for schedule in Schedule.objects.for_calendar().filter(event=event):
        rendered = render_schedule(schedule, language="en")
        zones = [render_vtimezone(zone.name, zone.first_year, zone.last_year) for zone in rendered.zones]
        calendar = icalendar.Calendar.from_ical(wrap_calendar(rendered.body, zones))
        for entry in recurring_ical_events.of(calendar).between((2020, 1, 1), (2035, 1, 1)):
            start = entry["DTSTART"].dt
            said = f"{start.timestamp():.0f}" if isinstance(start, dt.datetime) else start.isoformat()
            found.append((said, str(entry["STATUS"]) == "CANCELLED"))
    return sorted(found)


def starts_told_by_rows(event):
    return sorted(
        (f"{row.starts_at.timestamp():.0f}" if row.hours == "timed" else row.start_on.isoformat(), row.is_cancelled)
        for row in Occurrence.objects.filter(event=event)
    )
