import datetime as dt
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from events.reminder_rules import DEFAULT_RULES
from events.reminders import plan_reminders
from events.wall_time import instant, wall_clock

NEW_YORK = "America/New_York"
SATURDAY = dt.date(2027, 3, 20)
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Gaza", "Africa/Casablanca", "Australia/Lord_Howe", "UTC"]


DAY_BEFORE, TWO_HOURS = "day-before", "two-hours"
THREE_HOURS = dt.timedelta(hours=3)


def planned(start_on, start_time, zone=NEW_YORK, *, rules=DEFAULT_RULES, ends_at=None):
    """As of something that takes three hours, or its one day where it has no hour."""
    start = instant(dt.datetime.combine(start_on, start_time or dt.time()), zone)
    end = instant(dt.datetime.combine(start_on + dt.timedelta(days=1), dt.time()), zone)
    ends_at = ends_at or (start + THREE_HOURS if start_time else end)
    return plan_reminders(rules, start_on, start_time=start_time, zone=zone, ends_at=ends_at)


def said(start_on, start_time, zone=NEW_YORK, **how):
    """Rule and local moment, as a person would note them."""
    plan = planned(start_on, start_time, zone, **how)
    return [(reminder.rule, f"{wall_clock(reminder.due_at, zone):%a %H:%M}") for reminder in plan]


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        # The day before at the same hour, and two hours before.
        (dt.time(17, 30), [(DAY_BEFORE, "Fri 17:30"), (TWO_HOURS, "Sat 15:30")]),
        (dt.time(10, 0), [(DAY_BEFORE, "Fri 10:00"), (TWO_HOURS, "Sat 08:00")]),
        (dt.time(23, 59), [(DAY_BEFORE, "Fri 21:30"), (TWO_HOURS, "Sat 21:59")]),
        # Two hours before falls into quiet hours and goes at 21:30; far enough from the other, both stay.
        (dt.time(9, 29), [(DAY_BEFORE, "Fri 09:29"), (TWO_HOURS, "Fri 21:30")]),
        (dt.time(8, 0), [(DAY_BEFORE, "Fri 08:00"), (TWO_HOURS, "Fri 21:30")]),
        # Within twelve hours of each other: one. Quiet hours moved the later, so the earlier stays.
        (dt.time(9, 30), [(DAY_BEFORE, "Fri 09:30")]),
        (dt.time(9, 59), [(DAY_BEFORE, "Fri 09:59")]),
        # Both moved.
        (dt.time(7, 59), [(DAY_BEFORE, "Thu 21:30"), (TWO_HOURS, "Fri 21:30")]),
        (dt.time(0, 30), [(DAY_BEFORE, "Thu 21:30"), (TWO_HOURS, "Fri 21:30")]),
        (dt.time(22, 0), [(DAY_BEFORE, "Fri 21:30"), (TWO_HOURS, "Sat 20:00")]),
        # No hour: once, in the evening before.
        (None, [(DAY_BEFORE, "Fri 18:00")]),
    ],
)
def test_reminders_of_a_saturday(hour, expected):
    assert said(SATURDAY, hour) == expected


def test_night_that_skips_an_hour_keeps_the_wall_clock_of_the_day_before():
    reminders = planned(dt.date(2027, 3, 14), dt.time(15, 0), NEW_YORK)

    assert said(dt.date(2027, 3, 14), dt.time(15, 0)) == [(DAY_BEFORE, "Sat 15:00"), (TWO_HOURS, "Sun 13:00")]
    assert reminders[1].due_at - reminders[0].due_at == dt.timedelta(hours=21)


def test_night_that_repeats_an_hour_keeps_the_wall_clock_of_the_day_before():
    reminders = planned(dt.date(2027, 11, 7), dt.time(15, 0), NEW_YORK)

    assert said(dt.date(2027, 11, 7), dt.time(15, 0)) == [(DAY_BEFORE, "Sat 15:00"), (TWO_HOURS, "Sun 13:00")]
    assert reminders[1].due_at - reminders[0].due_at == dt.timedelta(hours=23)


def test_hour_that_the_day_before_skipped_moves_forward_and_out_of_quiet_hours():
    # In Lord Howe half an hour falls away at 02:00 on 3 October 2027.
    assert said(dt.date(2027, 10, 4), dt.time(2, 15), "Australia/Lord_Howe") == [
        (DAY_BEFORE, "Sat 21:30"),
        (TWO_HOURS, "Sun 21:30"),
    ]


def test_two_hours_before_is_counted_in_real_hours_across_a_skipped_one():
    # 10:30 after the night in which 02:00 became 03:00 is still two real hours after 08:30.
    assert said(dt.date(2027, 3, 14), dt.time(10, 30)) == [(DAY_BEFORE, "Sat 10:30"), (TWO_HOURS, "Sun 08:30")]


def test_reminder_is_worthless_once_it_begins_or_the_night_does():
    plan = planned(SATURDAY, dt.time(17, 30), NEW_YORK)

    assert [f"{wall_clock(reminder.not_after, NEW_YORK):%a %H:%M}" for reminder in plan] == ["Fri 22:00", "Sat 17:30"]


# Around both nights of each zone, and any other day.
days = st.one_of(
    st.dates(dt.date(2027, 3, 10), dt.date(2027, 4, 2)),
    st.dates(dt.date(2027, 10, 1), dt.date(2027, 11, 10)),
    st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
)


@given(day=days, hour=st.one_of(st.none(), st.times()), zone=st.sampled_from(ZONES))
@example(day=dt.date(2027, 3, 14), hour=dt.time(2, 30), zone=NEW_YORK)
@example(day=dt.date(2027, 11, 7), hour=dt.time(1, 30), zone=NEW_YORK)
@example(day=dt.date(2027, 3, 28), hour=dt.time(2, 30), zone="Europe/Berlin")
def test_reminders_keep_the_night_quiet_come_before_the_start_and_apart(day, hour, zone):
    plan = planned(day, hour, zone)
    start = instant(dt.datetime.combine(day, hour or dt.time()), zone)

    assert 1 <= len(plan) <= 2
    assert all(dt.time(8) <= wall_clock(reminder.due_at, zone).time() < dt.time(22) for reminder in plan)
    assert all(reminder.due_at < reminder.not_after <= start for reminder in plan)
    assert all(start - reminder.due_at <= dt.timedelta(hours=36) for reminder in plan)
    assert all(later.due_at - earlier.due_at > dt.timedelta(hours=12) for earlier, later in itertools.pairwise(plan))
