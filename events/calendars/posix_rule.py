"""The yearly rule at the end of a TZif file: "EST5EDT,M3.2.0,M11.1.0" (POSIX.1 TZ, as extended by RFC 9636)."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_NAME = r"(?:<[A-Za-z0-9+-]+>|[A-Za-z]{3,})"
_TIME = r"[+-]?\d{1,3}(?::\d{2}){0,2}"
_DAY = rf"M(\d{{1,2}})\.([1-5])\.([0-6])(?:/({_TIME}))?"
_RULE = re.compile(rf"({_NAME})({_TIME})(?:({_NAME})({_TIME})?,{_DAY},{_DAY})?")
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """The `week`-th `weekday` (Sunday = 0; week 5 = the last) of a month, and `time` after its midnight, which may lie
    days before or after it."""

    month: int
    week: int
    weekday: int
    time: dt.timedelta

    def wall(self, year: int) -> dt.datetime:
        """The naive wall-clock time in `year`, by the clock that it changes."""
        day = dt.date(year, self.month, self._day_of_month(year))
        return dt.datetime.combine(day, dt.time()) + self.time

    def _day_of_month(self, year: int) -> int:
        first_weekday, days = calendar.monthrange(year, self.month)
        first = 1 + (self.weekday - (first_weekday + 1)) % 7
        day = first + (self.week - 1) * 7
        return day if day <= days else day - 7


@dataclass(frozen=True, slots=True)
class PosixRule:
    """Offsets are east of UTC. Summer time runs from `start` (by the standard clock) to `end` (by the summer one)."""

    standard_name: str
    standard_offset: dt.timedelta
    daylight_name: str
    daylight_offset: dt.timedelta
    start: YearlyDay
    end: YearlyDay


def parse_posix_rule(text: str) -> PosixRule | None:
    """The rule of a footer; None where no clock ever changes again.

    Raises ValueError for a form that no zone has today (days of the year instead of weekdays).
    """
    match = _RULE.fullmatch(text)
    if match is None:
        raise ValueError(f"unknown rule {text!r}")
    name, offset, summer, summer_offset, *days = match.groups()
    if summer is None:
        return None
    standard = -_time(offset)
    daylight = -_time(summer_offset) if summer_offset else standard + dt.timedelta(hours=1)
    return PosixRule(name.strip("<>"), standard, summer.strip("<>"), daylight, _day(*days[:4]), _day(*days[4:]))


def _day(month: str, week: str, weekday: str, time: str | None) -> YearlyDay:
    return YearlyDay(int(month), int(week), int(weekday), _time(time or "2"))


def _time(text: str) -> dt.timedelta:
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    time = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -time if text.startswith("-") else time
