"""Which day is meant by a day that is written without its year, its month or its number: the window tells."""

import datetime as dt
from collections.abc import Iterator

from events.imports.action_list.written_days import Written

Window = tuple[dt.date, dt.date] | None


def nearest_year(month: int, day: int, window: Window) -> dt.date | None:
    """The date of that month and day which is in the window or nearest to it."""
    if window is None:
        return None
    # In a long window the first years are enough: 29 February comes every eight years at least.
    years = range(window[0].year - 1, min(window[1].year, window[0].year + 8) + 2)
    candidates = [made for year in years if (made := _date(year, month, day))]
    return min(candidates, key=lambda made: _distance(made, window), default=None)


def _distance(day: dt.date, window: tuple[dt.date, dt.date]) -> int:
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
    """Of "3/12" the reading that is in the window, if it is the only one."""
    first, second = written.other or (0, 0)
    readings = set()
    for day, month in ((first, second), (second, first)):
        made = _date(written.year, month, day) if written.year else nearest_year(month, day, window)
        if made and window and not _distance(made, window):
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
    return days_of((next(days), next(days)))
