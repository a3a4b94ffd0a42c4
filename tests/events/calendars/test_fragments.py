"""A fragment, expanded by engines that share no code with its writer, is exactly the rows."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Organization
from events.calendars.feed import wrap_calendar
from events.calendars.fragments import render_schedule
from events.calendars.vtimezone import render_vtimezone
from events.models import Event, Occurrence, Schedule
from events.recurrence import Frequency, Rule, bound, expand
from events.wall_time import derive
from tests.engines import icaljs, libical
from tests.events.calendars.tellers import (
    all_tell,
    rows_of,
    told_by_dateutil,
    told_by_everyone,
    told_by_recurring_ical_events,
    told_by_rows,
)

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
ZONES = [
    "America/New_York",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Dubai",
    "UTC",
]
TIMES = [dt.time(2, 30), dt.time(22), dt.time(1, 30), dt.time(0), dt.time(17, 30), dt.time(2)]
LENGTHS = [None, *(dt.timedelta(minutes=minutes) for minutes in (30, 120, 480, 26 * 60))]
DAYS = [None, dt.timedelta(days=1), dt.timedelta(days=3)]


def make_schedule(*, zone, start_on, start_time, duration, hours="timed", rule="", until_on=None, rdates=()):
    """A schedule with its rows as `for_calendar` loads it, without a database."""
    event = Event(pk=1, slug="event", title="Rally", kind="rally", language="en", attendance="online")
    event.organization = Organization(name="Group", slug="group")
    event._prefetched_objects_cache = {"answered_calls": [], "co_hosts": []}
    schedule = Schedule(
        pk=1,
        event=event,
        uid="uid",
        zone=zone,
        start_on=start_on,
        start_time=start_time,
        hours=hours,
        duration=duration,
        rule=rule,
        until_on=until_on,
        created_at=NOW,
        last_modified=NOW,
    )
    dates = expand(start_on, rule=rule, until_on=until_on, rdates=rdates)
    schedule.rdates = [date.isoformat() for date in rdates]
    schedule._prefetched_objects_cache = {"occurrences": [make_row(schedule, date) for date in dates]}
    return schedule


def make_row(schedule, date):
    row = Occurrence(
        event=schedule.event,
        schedule=schedule,
        original_on=date,
        original_time=schedule.start_time or dt.time(),
        date_slug=date.isoformat(),
        start_on=date,
        start_time=schedule.start_time,
        hours=schedule.hours,
        duration=schedule.duration,
        attendance="online",
    )
    return settle(row)


def settle(row):
    derived = derive(
        row.start_on,
        start_time=row.start_time,
        hours=row.hours,
        duration=row.duration,
        zone=row.schedule.zone,
    )
    row.starts_at, row.ends_at, row.local_day = derived.starts_at, derived.ends_at, derived.local_day
    return row


def calendar_of(schedule):
    rendered = render_schedule(schedule, language="en")
    zones = [render_vtimezone(zone.name, zone.first_year, zone.last_year) for zone in rendered.zones]
    return wrap_calendar(rendered.body, zones)


@st.composite
def schedules(draw):
    start_on = draw(st.sampled_from(NIGHTS)) - dt.timedelta(days=draw(st.integers(0, 15)))
    is_timed = draw(st.integers(0, 3)) > 0
    hours = "timed" if is_timed else draw(st.sampled_from(["all-day", "tba"]))
    rule = until_on = None
    if draw(st.integers(0, 3)):
        frequency = draw(st.sampled_from([Rule(Frequency.DAILY), Rule(Frequency.WEEKLY), Rule(Frequency.MONTHLY)]))
        bounded = bound(frequency, start_on=start_on, count=draw(st.integers(1, 12)))
        rule, until_on = bounded.rule, bounded.until_on
    extra = draw(st.lists(st.integers(1, 60), max_size=2, unique=True)) if rule or draw(st.booleans()) else []
    schedule = make_schedule(
        zone=draw(st.sampled_from(ZONES)),
        start_on=start_on,
        start_time=draw(st.sampled_from(TIMES)) if is_timed else None,
        hours=hours,
        duration=draw(st.sampled_from(LENGTHS if is_timed else DAYS)),
        rule=rule or "",
        until_on=until_on,
        rdates=[start_on + dt.timedelta(days=days) for days in extra],
    )
    for row in schedule.occurrences.all():
        draw_change(draw, row)
    return schedule


# Around the nights in which one of the zones changes its clock.
NIGHTS = [
    *(dt.date(2026, month, day) for month, day in ((3, 29), (9, 21), (10, 24), (10, 30), (11, 1))),
    *(dt.date(2027, month, day) for month, day in ((3, 14), (3, 27), (3, 28), (4, 4), (4, 30))),
    *(dt.date(2027, month, day) for month, day in ((10, 3), (10, 29), (10, 30), (10, 31), (11, 7))),
]
CHANGES = ["no"] * 6 + ["never published", "cancelled", "postponed", "moved", "longer", "tba", "note", "late"]


def draw_change(draw, row):
    change = draw(st.sampled_from(CHANGES))
    if change == "never published":
        row.date_slug = None
    elif change in ("cancelled", "postponed"):
        row.state = change
    elif change == "moved":
        row.start_on += dt.timedelta(days=draw(st.integers(-3, 3)))
        row.start_time = row.start_time and draw(st.sampled_from(TIMES))
    elif change == "longer":
        row.duration = dt.timedelta(days=2)
    elif change == "tba":
        row.hours, row.start_time, row.duration = "tba", None, None
    elif change == "note":
        row.note = "Another entrance"
    elif change == "late" and row.start_time:
        # A vanished date that people had answered: it keeps the hour it once had, beside the rule.
        row.original_time = row.start_time = dt.time(9, 15)
    settle(row)


@settings(deadline=None)
@given(schedule=schedules())
def test_engines_expand_a_fragment_to_exactly_the_rows(schedule):
    data = calendar_of(schedule)

    told = told_by_rows(schedule)
    if told:
        assert told_by_everyone(data) == all_tell(told)
        if schedule.is_series or len(told) > 1:
            assert told_by_dateutil(data) == told
    else:
        assert b"VEVENT" not in data


@settings(deadline=None)
@given(schedule=schedules())
def test_render_schedule_gives_the_same_bytes_for_the_same_rows(schedule):
    first, second = calendar_of(schedule), calendar_of(schedule)

    assert first == second
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start_time", TIMES)
def test_engines_agree_around_every_night(zone, start_time):
    """Every day, and each night in which a clock changes as the first date too."""
    for night in (dt.date(2026, 10, 20), *NIGHTS):
        schedule = make_schedule(
            zone=zone,
            start_on=night,
            start_time=start_time,
            duration=dt.timedelta(hours=8),
            rule="FREQ=DAILY",
            until_on=night + dt.timedelta(days=12),
        )
        data = calendar_of(schedule)

        told = told_by_rows(schedule)
        assert (told_by_dateutil(data), icaljs.read(data).times, libical.read(data).times) == (told, told, told)
    assert told_by_recurring_ical_events(data) == told


def vevents(schedule):
    return icalendar.Calendar.from_ical(calendar_of(schedule)).walk("VEVENT")


def weekly(**fields):
    defaults = {
        "zone": "America/New_York",
        "start_on": dt.date(2027, 3, 6),
        "start_time": dt.time(22),
        "duration": dt.timedelta(hours=8),
        "rule": "FREQ=WEEKLY;BYDAY=SA",
        "until_on": dt.date(2027, 3, 27),
    }
    return make_schedule(**{**defaults, **fields})


def test_only_dates_that_the_rule_tells_wrong_are_overrides():
    """13 to 14 March is the short night: 22:00 to 06:00 are seven hours there and eight in the series."""
    master, short = vevents(weekly())

    assert "RECURRENCE-ID" not in master
    assert short["RECURRENCE-ID"].dt == dt.datetime(2027, 3, 13, 22, tzinfo=ZoneInfo("America/New_York"))
    assert short["DTEND"].dt.replace(tzinfo=None) == dt.datetime.combine(dt.date(2027, 3, 14), dt.time(6))


def test_until_is_the_instant_of_the_last_date():
    [master, _short] = vevents(weekly())

    assert master["RRULE"]["UNTIL"] == [dt.datetime(2027, 3, 28, 2, tzinfo=dt.UTC)]


def test_until_is_the_second_of_an_hour_that_the_clock_shows_twice():
    """ical.js reads a last date at 01:30 as the second one, and an UNTIL at the first would be earlier."""
    night = dt.date(2027, 11, 7)
    schedule = weekly(start_on=dt.date(2027, 10, 31), start_time=dt.time(1, 30), until_on=night, rule="FREQ=WEEKLY")

    data = calendar_of(schedule)

    assert b"UNTIL=20271107T063000Z" in data
    assert told_by_everyone(data) == all_tell(told_by_rows(schedule))


def test_a_series_is_as_long_as_its_first_date_whose_end_the_clock_shows_twice():
    """Friday 17:30 to 01:30, when 01:30 comes twice: ical.js would add an hour to every other date too."""
    night = dt.date(2027, 10, 29)
    fields = {"zone": "Asia/Gaza", "start_on": night, "start_time": dt.time(17, 30), "rule": "FREQ=WEEKLY;BYDAY=FR"}
    schedule = weekly(**fields, until_on=dt.date(2027, 11, 12))

    data = calendar_of(schedule)

    assert told_by_everyone(data) == all_tell(told_by_rows(schedule))


def test_a_cancelled_date_stays_with_its_recurrence_id():
    schedule = weekly(start_time=dt.time(17), duration=dt.timedelta(hours=2))
    rows_of(schedule)[1].state = "cancelled"

    master, cancelled = vevents(schedule)

    assert (master["STATUS"], cancelled["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert cancelled["SUMMARY"] == "Cancelled: Rally"
    assert "EXDATE" not in master


def test_a_date_that_was_never_published_is_an_exdate():
    schedule = weekly(start_time=dt.time(17), duration=dt.timedelta(hours=2))
    rows_of(schedule)[1].date_slug = None

    [master] = vevents(schedule)

    assert [str(moment.dt.date()) for moment in master["EXDATE"].dts] == ["2027-03-13"]


def test_a_series_of_which_every_date_is_cancelled_is_cancelled_as_a_whole():
    schedule = weekly(start_time=dt.time(17), duration=dt.timedelta(hours=2))
    for row in rows_of(schedule):
        row.state = "cancelled"

    [master] = vevents(schedule)

    assert (master["STATUS"], master["SUMMARY"]) == ("CANCELLED", "Cancelled: Rally")
    assert "RRULE" in master


def test_one_date_has_neither_rule_nor_recurrence_id():
    schedule = weekly(rule="", until_on=None)
    rows_of(schedule)[0].start_on = dt.date(2027, 3, 8)

    [event] = vevents(schedule)

    assert not {"RRULE", "RECURRENCE-ID", "RDATE", "EXDATE"} & set(event)
    assert event["DTSTART"].dt.date() == dt.date(2027, 3, 8)


def test_one_date_in_an_irregular_zone_is_written_in_utc():
    [single] = vevents(weekly(rule="", until_on=None, zone="Asia/Gaza"))
    master = vevents(weekly(zone="Asia/Gaza"))[0]

    assert single["DTSTART"].to_ical() == b"20270306T200000Z"
    assert master["DTSTART"].params == {"TZID": "Asia/Gaza"}


def test_an_hour_to_be_announced_is_a_day_that_says_so():
    [event] = vevents(weekly(rule="", until_on=None, hours="tba", start_time=None, duration=None))

    assert event["DTSTART"].to_ical() == b"20270306"
    assert event["DTEND"].to_ical() == b"20270307"
    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"] == "Rally (time to be announced)"


def test_no_known_end_is_no_end():
    [event] = vevents(weekly(rule="", until_on=None, duration=None))

    assert "DTEND" not in event
    assert "DURATION" not in event


def test_a_start_in_a_skipped_hour_is_written_after_it():
    day = dt.date(2027, 3, 14)
    schedule = weekly(start_on=day, start_time=dt.time(2, 30), rule="", until_on=None, duration=dt.timedelta(hours=1))

    [event] = vevents(schedule)

    assert event["DTSTART"].to_ical() == b"20270314T033000"
    assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(minutes=1)


def test_a_series_never_begins_in_an_hour_that_its_clock_skips():
    """libical would give 03:30 to every date of it, not only to the first."""
    schedule = weekly(start_on=dt.date(2027, 3, 14), start_time=dt.time(2, 30), rule="FREQ=WEEKLY;BYDAY=SU")
    told = told_by_rows(schedule)

    data = calendar_of(schedule)

    assert b"DTSTART;TZID=America/New_York:20270321T023000\r\n" in data
    assert libical.read(data, asks_icu=True).times == told
    assert told_by_everyone(data) == all_tell(told)


def test_a_series_of_skipped_hours_has_no_rule():
    """Its one date falls into the gap: there is nothing left that a rule could tell."""
    night = dt.date(2027, 3, 14)
    schedule = weekly(start_on=night, start_time=dt.time(2, 30), rule="FREQ=DAILY", until_on=night)

    data = calendar_of(schedule)

    assert b"RRULE:FREQ=DAILY" not in data
    assert libical.read(data, asks_icu=True).times == told_by_rows(schedule)
    assert told_by_everyone(data) == all_tell(told_by_rows(schedule))


def test_a_schedule_without_a_published_date_is_empty():
    schedule = weekly()
    for row in rows_of(schedule):
        row.date_slug = None

    assert render_schedule(schedule, language="en").body == b""
