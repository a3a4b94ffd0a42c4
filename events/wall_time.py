"""Wall clock and zone to instants. Wall-clock time is what is stored; what is here is derived from it."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

TIMED, ALL_DAY, TO_BE_ANNOUNCED = "timed", "all-day", "tba"
ASSUMED_DURATION = dt.timedelta(hours=3)
ONE_DAY = dt.timedelta(days=1)
LONGEST = dt.timedelta(days=366)  # one date, from its start to its end


@dataclass(frozen=True, slots=True)
class Derived:
    """`starts_at`, `ends_at` in UTC, for sorting, windows and purge; `local_day` in the event's zone."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    local_day: dt.date


def derive(
    start_on: dt.date,
    *,
    start_time: dt.time | None,
    hours: str,
    duration: dt.timedelta | None,
    zone: str,
) -> Derived:
    """When a date is, as instants.

    `hours` is "timed", "all-day" or "tba". `duration` is wall-clock time (22:00 and eight hours end at 06:00 in every
    night); None is "no known end" = three hours. A day without an hour runs from local 00:00 to the local 00:00
    after its last day. A postponed date keeps the last date that it had: derive it from that.
    """
    if hours != TIMED or start_time is None:
        end_on = start_on + whole_days(duration)
        return Derived(_midnight(start_on, zone), _midnight(end_on, zone), start_on)
    starts_at = instant(dt.datetime.combine(start_on, start_time), zone)
    if duration is None:
        return Derived(starts_at, starts_at + ASSUMED_DURATION, start_on)
    ends_at = instant(wall_end(start_on, start_time, duration), zone)
    # A short one may lie wholly inside the hour that a clock skips or repeats: its end never comes before its start.
    return Derived(starts_at, max(ends_at, starts_at + dt.timedelta(minutes=1)), start_on)


def wall_end(start_on: dt.date, start_time: dt.time, duration: dt.timedelta) -> dt.datetime:
    """The naive wall-clock end."""
    return dt.datetime.combine(start_on, start_time) + duration


def ends_with_its_last_day(start_time: dt.time | None, duration: dt.timedelta | None) -> bool:
    """It takes several days, and nobody has said at what hour of the last it ends: then it lasts until midnight."""
    if start_time is None or duration is None or duration < ONE_DAY:
        return False
    return (dt.datetime.combine(dt.date.min, start_time) + duration).time() == dt.time()


def whole_days(duration: dt.timedelta | None) -> dt.timedelta:
    """The days that something without an hour takes, at least one: any begun day counts."""
    if duration is None or duration <= ONE_DAY:
        return ONE_DAY
    return -(-duration // ONE_DAY) * ONE_DAY


def instant(wall: dt.datetime, zone: str) -> dt.datetime:
    """The UTC instant of a naive wall-clock time (PEP 495, RFC 5545 section 3.3.5).

    In a gap (02:30 in the night clocks go forward) it is moved forward by the gap; in a fold it is the first.
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(dt.UTC)


def last_instant(wall: dt.datetime, zone: str) -> dt.datetime:
    """As `instant`, but in a fold the second."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=int(is_repeated(wall, zone))).astimezone(dt.UTC)


def is_repeated(wall: dt.datetime, zone: str) -> bool:
    """Whether a clock of `zone` shows this naive time twice, in the night it goes back."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def wall_clock(moment: dt.datetime, zone: str) -> dt.datetime:
    """The naive wall-clock time of an aware instant."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    return instant(dt.datetime.combine(day, dt.time()), zone)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The IANA names that we take: all of the tzdata package, and nothing that only one system knows."""
    lines = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(name for name in lines if name != "Factory")


def is_zone(name: str) -> bool:
    return name in zone_names()


@lru_cache(maxsize=1024)
def is_same_clock(zone: str, other: str) -> bool:
    """Whether two clocks show the same hour, in winter and in summer."""
    winter, summer = dt.datetime(2027, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 7, 1, tzinfo=dt.UTC)
    one, two = ZoneInfo(zone), ZoneInfo(other)
    return all(day.astimezone(one).utcoffset() == day.astimezone(two).utcoffset() for day in (winter, summer))
