"""Which day is meant by a day that is written without its year, its month or its number: the window tells."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from events.imports.action_list.cells import Source
from events.imports.action_list.written_days import Written

_AGO = dt.timedelta(days=30)
_YEAR = dt.timedelta(days=364)


class Days(NamedTuple):
    """The first and the last day that the call asks for, or that are assumed."""

    first: dt.date
    last: dt.date
    year_source: Source = Source.WINDOW_YEAR

    @property
    def is_assumed(self) -> bool:
        return self.year_source == Source.ASSUMED_YEAR


Window = Days | None


def assumed_days(today: dt.date) -> Days:
    """The year that a list pasted today is of: its actions are to come, or have just been."""
    return Days(today - _AGO, today - _AGO + _YEAR, Source.ASSUMED_YEAR)


def year_source(window: Window) -> Source:
    """Where the year of a day comes from that the text writes without."""
    return window.year_source if window else Source.TEXT


def nearest_year(month: int, day: int, window: Window) -> dt.date | None:
    """The date of that month and day which is in the window or nearest to it."""
    if window is None:
        return None
    # In a long window the first years are enough: 29 February comes every eight years at least.
    years = range(window[0].year - 1, min(window[1].year, window[0].year + 8) + 2)
    candidates = [made for year in years if (made := _date(year, month, day))]
    return min(candidates, key=lambda made: _distance(made, window), default=None)


def _distance(day: dt.date, window: Days) -> int:
    return max((window[0] - day).days, (day - window[1]).days, 0)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def resolve(written: Written, weekday: int | None, window: Window) -> dt.date | None:
    if written.other:
        return _of_two(written, weekday, window)
    if written.month is None:
        return None
    if written.year:
        return _date(written.year, written.month, written.day)
    return nearest_year(written.month, written.day, window)


def _of_two(written: Written, weekday: int | None, window: Window) -> dt.date | None:
    """Of "3/12" the one reading that is in the window; where that is assumed, the one of the weekday."""
    first, second = written.other or (0, 0)
    readings = set()
    for day, month in ((first, second), (second, first)):
        made = _date(written.year, month, day) if written.year else nearest_year(month, day, window)
        if made and window and (window.is_assumed or not _distance(made, window)):
            readings.add(made)
    if len(readings) > 1 and weekday is not None:
        readings = {made for made in readings if made.weekday() == weekday}
    return readings.pop() if len(readings) == 1 else None


def resolve_until(until: Written, first: dt.date) -> dt.date | None:
    month = until.month or first.month
    if until.other and until.month is None:
        month = until.other[1]
    made = _date(until.year or first.year, month, until.day)
    if made and made < first and not until.year:
        made = _date(first.year + 1, month, until.day)
    return made if made and made > first else None


def completed(written: Written, until: Written | None) -> Written:
    """ "Sat 12 and Sun 13 March", "12 March – 2 April 2027": what stands behind the last day is the first one's too."""
    if until is None:
        return written
    if not written.month and not written.other and until.month and written.day < until.day:
        written = replace(written, month=until.month)
    if written.year or not until.year or not (written.month or written.other):
        return written
    is_of_year_before = (until.month or 0, until.day) < (written.month or 0, written.day)
    return replace(written, year=until.year - (is_of_year_before and bool(until.month and written.month)))


def by_number(written: Written, weekday: int | None, window: Window) -> dt.date | None:
    """ "Saturday 13": the one day of that number and weekday in the window or a fortnight about it."""
    if weekday is None:
        return None
    days = [day for day in _days_about(window) if day.day == written.day and day.weekday() == weekday]
    return days[0] if len(days) == 1 else None


def first_weekday_of(month: int, weekday: int, window: Window) -> dt.date | None:
    """The first such day of the month."""
    first = nearest_year(month, 1, window)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7) if first else None


def days_of(window: Window) -> Iterator[dt.date]:
    if window is None or (window[1] - window[0]).days > 62:
        return
    for number in range((window[1] - window[0]).days + 1):
        yield window[0] + dt.timedelta(days=number)


def _days_about(window: Window) -> Iterator[dt.date]:
    """Those of the window and a fortnight on both sides."""
    if window is None:
        return iter(())
    first, last = window[0].toordinal() - 14, window[1].toordinal() + 14
    days = (dt.date.fromordinal(min(max(day, 1), dt.date.max.toordinal())) for day in (first, last))
    return days_of(Days(next(days), next(days)))
