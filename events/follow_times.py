"""When digests are due: at 08:00 of the person's wall clock, each day or each Monday. Pure.

Quiet hours bind them: what is late waits for the next morning. In the night that clocks change it is 08:00 as the clock
shows it then.
"""

import datetime as dt

from events.wall_time import ONE_DAY, instant, wall_clock

MORNING, EVENING = dt.time(8, 0), dt.time(22, 0)
WEEKLY = "weekly"


def next_digest(how_often: str, *, zone: str, after: dt.datetime) -> dt.datetime:
    """The first morning later than `after`; for "weekly" the first Monday's."""
    day = wall_clock(after, zone).date()
    while (due := _morning(day, zone)) <= after or (how_often == WEEKLY and day.weekday()):
        day += ONE_DAY
    return due


def is_quiet(moment: dt.datetime, zone: str) -> bool:
    return not MORNING <= wall_clock(moment, zone).time() < EVENING


def quiet_from(moment: dt.datetime, zone: str) -> dt.datetime:
    """The evening of the same day, when quiet hours begin."""
    return instant(dt.datetime.combine(wall_clock(moment, zone).date(), EVENING), zone)


def next_morning(moment: dt.datetime, zone: str) -> dt.datetime:
    """`moment` itself, or where quiet hours are then, their end."""
    day = wall_clock(moment, zone).date()
    if not is_quiet(moment, zone):
        return moment
    return next(at for at in (_morning(day, zone), _morning(day + ONE_DAY, zone)) if at > moment)


def _morning(day: dt.date, zone: str) -> dt.datetime:
    return instant(dt.datetime.combine(day, MORNING), zone)
