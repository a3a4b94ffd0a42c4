"""When reminders of a date are due. Pure: wall clock, IANA zone and rules in, UTC instants out (docs/reminders.md).

Days are counted on the wall clock, hours and minutes as they pass. What falls into quiet hours before the start goes
at 21:30 before them, after the end at 8:00 after them. What quiet hours moved to within twelve hours of another one is
left out. Without an hour: days before at the same hour means at 18:00, and hours before are left out.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.quiet_hours import after_quiet_hours, before_quiet_hours, quiet_from
from events.reminder_rules import DAYS_BEFORE, DAYS_BEFORE_AT, HOURS_AFTER, HOURS_BEFORE, Rule
from events.wall_time import ONE_DAY, instant, wall_clock

TOGETHER = dt.timedelta(hours=12)
EVENING = dt.time(18, 0)
# Thanks that could not be sent for so long are worthless.
THANKS_LAST = dt.timedelta(days=3)
# No reminder of the default rules is due longer than this before the start: a day, quiet hours, and an hour that a
# clock skips. Of any rule: 30 days from 23:59 to 0:00, the same, and no more than this after the end.
EARLIEST = dt.timedelta(hours=36)
EARLIEST_OF_ALL = dt.timedelta(days=32)
LATEST_OF_ALL = dt.timedelta(days=9)


@dataclass(frozen=True, slots=True)
class Reminder:
    """`rule` names it in keys; after `not_after` it is worthless: the start, or quiet hours where they come first, and
    for thanks some days later. Only moments after `since` are owed."""

    rule: str
    due_at: dt.datetime
    not_after: dt.datetime
    is_after: bool = False
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class _Moment:
    rule: Rule
    wanted: dt.datetime
    due_at: dt.datetime

    @property
    def was_moved(self) -> bool:
        return self.wanted != self.due_at


def plan_reminders(
    rules: Iterable[Rule],
    start_on: dt.date,
    *,
    start_time: dt.time | None,
    zone: str,
    ends_at: dt.datetime,
) -> list[Reminder]:
    """In the order in which they are due. `start_time` is None where the hour is unknown or there is none."""
    start = instant(dt.datetime.combine(start_on, start_time or dt.time()), zone)
    before, after = [], []
    for rule in rules:
        if rule.is_after:
            wanted = _after(rule, ends_at=ends_at, zone=zone)
            after.append(_Moment(rule, wanted, after_quiet_hours(wanted, zone)))
        elif (moment := _before(rule, start_on, start_time=start_time, zone=zone)) is not None and moment < start:
            before.append(_Moment(rule, moment, before_quiet_hours(moment, zone)))
    return [
        *[_reminder(moment, start=start, zone=zone) for moment in _apart(before)],
        *[
            Reminder(moment.rule.id, moment.due_at, moment.due_at + THANKS_LAST, True, moment.rule.since)
            for moment in _apart(after)
        ],
    ]


def _before(rule: Rule, start_on: dt.date, *, start_time: dt.time | None, zone: str) -> dt.datetime | None:
    """None where it counts hours and there is no hour."""
    if rule.when in (DAYS_BEFORE, DAYS_BEFORE_AT):
        at = rule.at if rule.when == DAYS_BEFORE_AT else start_time
        return instant(dt.datetime.combine(start_on - rule.number * ONE_DAY, at or EVENING), zone)
    if start_time is None:
        return None
    unit = dt.timedelta(hours=1) if rule.when == HOURS_BEFORE else dt.timedelta(minutes=1)
    return instant(dt.datetime.combine(start_on, start_time), zone) - rule.number * unit


def _after(rule: Rule, *, ends_at: dt.datetime, zone: str) -> dt.datetime:
    if rule.when == HOURS_AFTER:
        return ends_at + dt.timedelta(hours=rule.number)
    last_day = (wall_clock(ends_at, zone) - dt.timedelta(microseconds=1)).date()
    return instant(dt.datetime.combine(last_day + rule.number * ONE_DAY, rule.at or EVENING), zone)


def _apart(moments: Sequence[_Moment]) -> list[_Moment]:
    """One for each instant; of those that quiet hours moved, the later first, those that no other comes near."""
    kept: dict[dt.datetime, _Moment] = {}
    for moment in moments:
        if not moment.was_moved:
            kept.setdefault(moment.due_at, moment)
    for moment in sorted(moments, key=lambda moment: moment.wanted, reverse=True):
        if moment.was_moved and all(abs(moment.due_at - other) > TOGETHER for other in kept):
            kept[moment.due_at] = moment
    return [kept[due_at] for due_at in sorted(kept)]


def _reminder(moment: _Moment, *, start: dt.datetime, zone: str) -> Reminder:
    not_after = min(start, quiet_from(moment.due_at, zone))
    return Reminder(moment.rule.id, moment.due_at, not_after, since=moment.rule.since)
