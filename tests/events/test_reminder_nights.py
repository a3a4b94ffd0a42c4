"""Reminders by any rule across both nights of the year, and what always holds."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from events.reminder_rules import AT_AN_HOUR, LIMITS, Rule
from events.reminders import EARLIEST_OF_ALL, LATEST_OF_ALL, plan_reminders
from events.wall_time import derive, instant, wall_clock

SPRING = {"Europe/Berlin": dt.date(2027, 3, 28), "America/New_York": dt.date(2027, 3, 14)}
SPRING |= {"Asia/Beirut": dt.date(2027, 3, 28)}
AUTUMN = {"Europe/Berlin": dt.date(2027, 10, 31), "America/New_York": dt.date(2027, 11, 7)}
AUTUMN |= {"Asia/Beirut": dt.date(2027, 10, 31)}
TWO_HOURS = dt.timedelta(hours=2)
ONE_DAY = dt.timedelta(days=1)


def said(rule, start_on, start_time, zone, *, hours="timed", duration=TWO_HOURS):
    """The local moments of one rule."""
    end = derive(start_on, start_time=start_time, hours=hours, duration=duration, zone=zone).ends_at
    plan = plan_reminders([rule], start_on, start_time=start_time, zone=zone, ends_at=end)
    return [f"{wall_clock(reminder.due_at, zone):%a %H:%M}" for reminder in plan]


def before(number, when, **at):
    return Rule("r", when, number, **at)


@pytest.mark.parametrize("zone", SPRING)
def test_hours_pass_and_days_are_days_on_the_wall_in_the_night_that_skips_an_hour(zone):
    sunday = SPRING[zone]

    assert said(before(20, "hours-before"), sunday, dt.time(15), zone) == ["Sat 18:00"]
    assert said(before(1, "days-before"), sunday, dt.time(15), zone) == ["Sat 15:00"]
    assert said(before(1, "days-before-at", at=dt.time(18)), sunday, dt.time(15), zone) == ["Sat 18:00"]
    assert said(before(12, "hours-after"), sunday - ONE_DAY, dt.time(18, 30), zone) == ["Sun 09:30"]
    assert said(before(1, "days-after-at", at=dt.time(9)), sunday - ONE_DAY, dt.time(18, 30), zone) == ["Sun 09:00"]


@pytest.mark.parametrize("zone", AUTUMN)
def test_hours_pass_and_days_are_days_on_the_wall_in_the_night_that_repeats_an_hour(zone):
    sunday = AUTUMN[zone]

    assert said(before(20, "hours-before"), sunday, dt.time(15), zone) == ["Sat 20:00"]
    assert said(before(1, "days-before"), sunday, dt.time(15), zone) == ["Sat 15:00"]
    assert said(before(1, "days-before-at", at=dt.time(18)), sunday, dt.time(15), zone) == ["Sat 18:00"]
    assert said(before(13, "hours-after"), sunday - ONE_DAY, dt.time(18, 30), zone) == ["Sun 08:30"]
    assert said(before(1, "days-after-at", at=dt.time(9)), sunday - ONE_DAY, dt.time(18, 30), zone) == ["Sun 09:00"]


@pytest.mark.parametrize("nights", [SPRING, AUTUMN])
@pytest.mark.parametrize("zone", SPRING)
def test_hour_that_is_skipped_or_comes_twice_lies_in_quiet_hours(zone, nights):
    sunday = nights[zone]
    in_the_night = dt.time(0, 30) if zone == "Asia/Beirut" and nights is SPRING else dt.time(2, 30)

    assert said(before(0, "days-before-at", at=in_the_night), sunday, dt.time(15), zone) == ["Sat 21:30"]
    assert said(before(1, "days-before-at", at=dt.time(23, 30)), sunday, dt.time(15), zone) == ["Sat 21:30"]
    assert said(before(1, "days-after-at", at=in_the_night), sunday - ONE_DAY, dt.time(15), zone) == ["Sun 08:00"]
    assert said(before(6, "hours-after"), sunday - ONE_DAY, dt.time(20), zone) == ["Sun 08:00"]


def test_without_an_hour_days_go_in_the_evening_and_hours_before_are_left_out():
    saturday = dt.date(2027, 3, 13)
    no_hour = {"hours": "tba", "duration": None}

    assert said(before(2, "days-before"), saturday, None, "Asia/Beirut", **no_hour) == ["Thu 18:00"]
    assert said(before(1, "days-before-at", at=dt.time(0)), saturday, None, "Asia/Beirut", **no_hour) == ["Thu 21:30"]
    assert said(before(1, "days-before-at", at=dt.time(9)), saturday, None, "Asia/Beirut", **no_hour) == ["Fri 09:00"]
    assert said(before(0, "days-before-at", at=dt.time(9)), saturday, None, "Asia/Beirut", **no_hour) == []
    assert said(before(2, "hours-before"), saturday, None, "Asia/Beirut", **no_hour) == []
    assert said(before(30, "minutes-before"), saturday, None, "Asia/Beirut", **no_hour) == []
    assert said(before(1, "hours-after"), saturday, None, "Asia/Beirut", **no_hour) == ["Sun 08:00"]
    assert said(before(1, "days-after-at", at=dt.time(10)), saturday, None, "Asia/Beirut", **no_hour) == ["Sun 10:00"]


def test_what_does_not_come_before_the_start_is_left_out():
    saturday = dt.date(2027, 3, 13)

    assert said(before(0, "days-before-at", at=dt.time(9)), saturday, dt.time(9), "Europe/Berlin") == []
    assert said(before(0, "days-before-at", at=dt.time(9)), saturday, dt.time(9, 1), "Europe/Berlin") == ["Sat 09:00"]


def test_two_rules_at_one_moment_or_moved_close_to_another_remind_once():
    saturday, zone = dt.date(2027, 3, 13), "Europe/Berlin"
    same = [Rule("a", "days-before", 1), Rule("b", "days-before-at", 1, at=dt.time(9)), Rule("c", "hours-before", 24)]
    moved = [Rule("a", "hours-before", 2), Rule("b", "hours-before", 3), Rule("c", "hours-before", 1)]
    end = instant(dt.datetime.combine(saturday, dt.time(11)), zone)

    plans = [plan_reminders(rules, saturday, start_time=dt.time(9), zone=zone, ends_at=end) for rules in (same, moved)]

    assert [[reminder.rule for reminder in plan] for plan in plans] == [["a"], ["c"]]


def rule_of(when, fraction, at):
    least, most = LIMITS[when]
    return Rule(f"{when}-{fraction:.3f}", when, least + round(fraction * (most - least)), at=at)


rules = st.one_of(
    [
        st.builds(rule_of, st.just(when), st.floats(0, 1), st.times() if when in AT_AN_HOUR else st.none())
        for when in LIMITS
    ]
)
days = st.one_of(
    st.dates(dt.date(2027, 3, 10), dt.date(2027, 4, 2)),
    st.dates(dt.date(2027, 10, 24), dt.date(2027, 11, 10)),
    st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
)
zones = st.sampled_from([*SPRING, "Australia/Lord_Howe", "Africa/Casablanca"])


@given(
    rules=st.lists(rules, max_size=6, unique_by=lambda rule: rule.id),
    day=days,
    hour=st.one_of(st.none(), st.times()),
    zone=zones,
    length=st.timedeltas(dt.timedelta(minutes=1), dt.timedelta(days=3)),
)
@example(
    [Rule("a", "days-before-at", 30, at=dt.time(0))], dt.date(2027, 3, 28), dt.time(23, 59), "Asia/Beirut", TWO_HOURS
)
@example([Rule("a", "days-after-at", 7, at=dt.time(23))], dt.date(2027, 10, 30), dt.time(9), "Asia/Beirut", TWO_HOURS)
def test_reminders_keep_the_night_quiet_and_stay_on_their_side(rules, day, hour, zone, length):
    start = instant(dt.datetime.combine(day, hour or dt.time()), zone)
    end = start + length

    plan = plan_reminders(rules, day, start_time=hour, zone=zone, ends_at=end)

    assert len({reminder.rule for reminder in plan}) == len(plan) <= len(rules)
    assert all(dt.time(8) <= wall_clock(reminder.due_at, zone).time() < dt.time(22) for reminder in plan)
    assert all(reminder.due_at < reminder.not_after for reminder in plan)
    for reminder in plan:
        if reminder.is_after:
            assert end < reminder.due_at <= end + LATEST_OF_ALL
        else:
            assert start - EARLIEST_OF_ALL <= reminder.due_at < reminder.not_after <= start
    assert [reminder.due_at for reminder in plan] == sorted(reminder.due_at for reminder in plan)
