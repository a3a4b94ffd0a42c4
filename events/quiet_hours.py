"""Quiet hours, 22:00 to 8:00 by the wall clock of a zone: they bind reminders, digests and thanks, never a change or a
cancellation. Pure."""

import datetime as dt

from events.wall_time import ONE_DAY, instant, wall_clock

QUIET_FROM, QUIET_UNTIL = dt.time(22, 0), dt.time(8, 0)
BEFORE_QUIET = dt.time(21, 30)


def is_quiet(moment: dt.datetime, zone: str) -> bool:
    return not QUIET_UNTIL <= wall_clock(moment, zone).time() < QUIET_FROM


def quiet_from(moment: dt.datetime, zone: str) -> dt.datetime:
    """The evening of the same day, when they begin."""
    return instant(dt.datetime.combine(wall_clock(moment, zone).date(), QUIET_FROM), zone)


def quiet_until(day: dt.date, zone: str) -> dt.datetime:
    """The morning of a day, when they end."""
    return instant(dt.datetime.combine(day, QUIET_UNTIL), zone)


def before_quiet_hours(moment: dt.datetime, zone: str) -> dt.datetime:
    """The same moment, or 21:30 before them where it falls into them."""
    if not is_quiet(moment, zone):
        return moment
    wall = wall_clock(moment, zone)
    evening = wall.date() if wall.time() >= QUIET_FROM else wall.date() - ONE_DAY
    return instant(dt.datetime.combine(evening, BEFORE_QUIET), zone)


def after_quiet_hours(moment: dt.datetime, zone: str) -> dt.datetime:
    """The same moment, or 8:00 where it falls into them."""
    if not is_quiet(moment, zone):
        return moment
    wall = wall_clock(moment, zone)
    return quiet_until(wall.date() + ONE_DAY if wall.time() >= QUIET_FROM else wall.date(), zone)
