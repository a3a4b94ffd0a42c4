"""When reminders of a date are due. Pure: wall clock and IANA zone in, UTC instants out.

The day before at the same wall-clock hour, and two hours before. What falls into quiet hours goes at 21:30 before
them; of two within twelve hours the later one stays, unless quiet hours moved it. Without an hour: one at 18:00 the
day before.
"""

import datetime as dt
from dataclasses import dataclass

from events.wall_time import instant, wall_clock

DAY_BEFORE, TWO_HOURS, EVENING_BEFORE = "day-before", "two-hours", "evening-before"

ONE_DAY = dt.timedelta(days=1)
TWO_HOURS_BEFORE = dt.timedelta(hours=2)
TOGETHER = dt.timedelta(hours=12)
QUIET_FROM, QUIET_UNTIL = dt.time(22, 0), dt.time(8, 0)
BEFORE_QUIET = dt.time(21, 30)
EVENING = dt.time(18, 0)
# No reminder is due longer than this before the start: a day, quiet hours, and an hour that a clock skips.
EARLIEST = dt.timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Reminder:
    """`rule` names it in keys; after `not_after` (the start, or quiet hours where they come first) it is worthless."""

    rule: str
    due_at: dt.datetime
    not_after: dt.datetime


def plan_reminders(start_on: dt.date, *, start_time: dt.time | None, zone: str) -> list[Reminder]:
    """In the order in which they are due. `start_time` is None where the hour is unknown or there is none."""
    if start_time is None:
        start = instant(dt.datetime.combine(start_on, dt.time()), zone)
        due_at = instant(dt.datetime.combine(start_on - ONE_DAY, EVENING), zone)
        return [_reminder(EVENING_BEFORE, due_at, start=start, zone=zone)]
    start = instant(dt.datetime.combine(start_on, start_time), zone)
    wanted = {
        DAY_BEFORE: instant(dt.datetime.combine(start_on - ONE_DAY, start_time), zone),
        TWO_HOURS: start - TWO_HOURS_BEFORE,
    }
    due = {rule: _outside_quiet_hours(moment, zone) for rule, moment in wanted.items()}
    if due[TWO_HOURS] - due[DAY_BEFORE] <= TOGETHER:
        was_moved = due[TWO_HOURS] != wanted[TWO_HOURS]
        del due[TWO_HOURS if was_moved else DAY_BEFORE]
    return [_reminder(rule, moment, start=start, zone=zone) for rule, moment in due.items()]


def _reminder(rule: str, due_at: dt.datetime, *, start: dt.datetime, zone: str) -> Reminder:
    evening = instant(dt.datetime.combine(wall_clock(due_at, zone).date(), QUIET_FROM), zone)
    return Reminder(rule, due_at, min(start, evening))


def _outside_quiet_hours(moment: dt.datetime, zone: str) -> dt.datetime:
    wall = wall_clock(moment, zone)
    if QUIET_UNTIL <= wall.time() < QUIET_FROM:
        return moment
    evening = wall.date() if wall.time() >= QUIET_FROM else wall.date() - ONE_DAY
    return instant(dt.datetime.combine(evening, BEFORE_QUIET), zone)
