"""Days in a line: "March 12", "Sat 13/3", "del 11 al 13 de marzo", "١٣ آذار", "Saturday"."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from events.imports.action_list.cells import Source
from events.imports.action_list.clock_words import ELSEWHERE
from events.imports.action_list.day_words import foreign_weekdays, months, weekdays
from events.imports.action_list.meant_days import (
    Window,
    by_number,
    completed,
    days_of,
    first_weekday_of,
    resolve,
    resolve_until,
    year_source,
)
from events.imports.action_list.streets import STREETS
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import phrases, words
from events.imports.action_list.written_days import (
    ALSO,
    BESIDE_WEEKDAY,
    OF,
    THROUGH,
    Written,
    bare_day_at,
    first_words_of_months,
    first_words_of_weekdays,
    month_at,
    read_on,
    weekday_at,
    written_at,
)

_EVERY = phrases("days", "every", "before")


_DAY_FIRST = words("days", "day_first")
_SURELY_FROM = words("days", "surely_from")
_CLOSED = frozenset(["", ",", "|", "¦", "•", "—", "-", ";", ":", "(", ")", "¬", "\t"])


@dataclass(frozen=True, slots=True)
class DaySpan:
    """`last_day` only for several days on end. `has_more`: the words say more than the days hold ("every Tuesday").
    `source` says where the year is from."""

    start: int
    end: int
    day: dt.date | None
    last_day: dt.date | None = None
    has_more: bool = False
    source: Source = Source.TEXT


def find_days(tokens: Tokens, window: Window) -> Iterator[DaySpan]:
    """All days of a line, in order; they do not overlap. Without a year the window must tell it."""
    free, first_words = 0, _first_words()
    for index, word in enumerate(tokens.texts):
        if index < free or not (word in first_words or word[0].isdecimal()):
            continue
        if _is_street_name(tokens, index):
            written = written_at(tokens, index)
            free = written.last if written else index + 1
            continue
        found = _day_at(tokens, index, window)
        if found is not None:
            span, free = found
            yield span


def may_say_day(tokens: Tokens) -> bool:
    return tokens.has_number or not _first_words_of_names().isdisjoint(tokens.texts)


@cache
def _first_words_of_names() -> frozenset[str]:
    return first_words_of_months() | first_words_of_weekdays()


@cache
def _first_words() -> frozenset[str]:
    """The words that a day can begin with."""
    return _EVERY.first_words | _first_words_of_names()


def _day_at(tokens: Tokens, index: int, window: Window) -> tuple[DaySpan, int] | None:
    before = _EVERY.longest_at(tokens, index)
    every = bool(before and before[0] == "every")
    start = before[1] if before else index
    weekday, after = _weekdays(tokens, start)
    written = written_at(tokens, after)
    if written is None and weekday is not None and (written := written_at(tokens, start)):
        weekday = None
    written = written or _initial(tokens, after, window) or bare_day_at(tokens, after)
    if written is None:
        return _weekday_alone(tokens, index, after, weekday, window, every=every)
    if weekday is None and written.month is None and written.other is None:
        return _numbers_of_window(tokens, start, written, window)
    return _dated(tokens, index, written, weekday, window)


def _weekdays(tokens: Tokens, index: int) -> tuple[int | None, int]:
    """The first of "Sat-Sun", "sábado y domingo", and the index after them."""
    first, after = weekday_at(tokens, index)
    if tokens.text(after) == "/" and first is not None and weekday_at(tokens, after + 1)[0] == first:
        return first, weekday_at(tokens, after + 1)[1]  # "Sat/sáb": in two languages
    if first is not None and tokens.text(after) in THROUGH | ALSO:
        second, last = weekday_at(tokens, after + 1)
        if (second is not None and tokens.number(last) is None) or (
            second is not None and tokens.text(last) in months()
        ):
            return first, last
        if second is not None and tokens.text(last + 1) in THROUGH | ALSO:
            return first, last
    return first, after


def _dated(
    tokens: Tokens, index: int, written: Written, weekday: int | None, window: Window
) -> tuple[DaySpan, int] | None:
    written = _said_twice(tokens, written)
    last, until, more = read_on(tokens, written)
    written = completed(written, until)
    is_whole = bool(written.month or written.other)
    if written.other and _is_day_first(tokens, index, last):
        written = replace(written, day=written.other[0], month=written.other[1], other=None)
    first = resolve(written, weekday, window) if is_whole else by_number(written, weekday, window)
    if first is None and not is_whole and not _is_closed(tokens, last):
        return None
    if first is not None and (_is_elsewhere(tokens, index) or weekday not in (None, first.weekday())):
        first = None
    until_day = resolve_until(until, first) if until is not None and first is not None else None
    if more and until_day is not None and (until_day - first).days == 1:  # type: ignore[operator]
        more = False
    elif more:
        until_day = None
    source = Source.TEXT if written.year else year_source(window)
    return DaySpan(*tokens.stretch(index, last), first, until_day, more, source), last


def _is_closed(tokens: Tokens, last: int) -> bool:
    """Whether nothing follows "Friday 13" that its number could belong to: it is a date, though there is no such."""
    return tokens.text(last) in _CLOSED


def _numbers_of_window(tokens: Tokens, start: int, written: Written, window: Window) -> tuple[DaySpan, int] | None:
    """ "del 11 al 13": words that only lead to days, and both in the window once."""
    if tokens.text(start - 1) not in _SURELY_FROM or tokens.text(start + 1) not in THROUGH:
        return None
    until = tokens.number(start + 2)
    days = [day for day in days_of(window) if day.day in (written.day, until)]
    if until is None or [day.day for day in days] != [written.day, until] or not _is_closed(tokens, start + 3):
        return None
    span = tokens.stretch(start - 1, start + 3)
    return DaySpan(*span, days[0], days[1], source=year_source(window)), start + 3


def _said_twice(tokens: Tokens, written: Written) -> Written:
    """ "March 12 / 12 mars"."""
    twin = written_at(tokens, written.last + 1) if tokens.text(written.last) == "/" else None
    is_same = twin is not None and (twin.day, twin.month) == (written.day, written.month)
    return replace(written, last=twin.last, year=written.year or twin.year) if twin is not None and is_same else written


def _is_day_first(tokens: Tokens, index: int, last: int) -> bool:
    """Whether the words around "3/4" are of a language that puts the day first."""
    around = {tokens.text(index), tokens.text(index - 1), tokens.text(last)}
    after = tokens.text(last + 1) if tokens.text(last) in ("a", "-", ",") else ""
    return bool(around & _DAY_FIRST) or after == "las" or tokens.text(index) in foreign_weekdays()


def _is_elsewhere(tokens: Tokens, index: int) -> bool:
    """ "before March 10", "depuis le 8 mars"."""
    return any(tokens.text(index - back) in ELSEWHERE for back in (1, 2))


def _initial(tokens: Tokens, index: int, window: Window) -> Written | None:
    """ "12-M": the month of the window with that initial."""
    day, letter = tokens.number(index), tokens.text(index + 2)
    if not day or tokens.text(index + 1) != "-" or len(letter) != 1 or window is None or not tokens.joins(index + 2):
        return None
    if not tokens.is_upper(index + 2):
        return None
    found = {number for name, number in months().items() if name.startswith(letter) and name.isascii()}
    days = [made for made in days_of(window) if made.day == day and made.month in found]
    return Written(day, days[0].month, None, index + 3) if len(days) == 1 else None


def _weekday_alone(
    tokens: Tokens, index: int, start: int, weekday: int | None, window: Window, *, every: bool
) -> tuple[DaySpan, int] | None:
    """A weekday without a number, if the window has exactly one such day."""
    if weekday is None or not (_is_full_name(tokens, start) or _is_alone(tokens, index, start)):
        return None
    month, last = month_at(tokens, start + (tokens.text(start) in OF | {"in", "en", "em", "في", "من"}))
    source = year_source(window)
    if every and month:
        first = first_weekday_of(month, weekday, window)
        return DaySpan(*tokens.stretch(index, last), first, None, True, source), last
    days = [day for day in days_of(window) if day.weekday() == weekday]
    if _is_elsewhere(tokens, index):
        days = []
    last = start
    while tokens.text(last - 1) in BESIDE_WEEKDAY:
        last -= 1
    return DaySpan(*tokens.stretch(index, last), days[0] if len(days) == 1 else None, None, every, source), last


def _is_alone(tokens: Tokens, index: int, after: int) -> bool:
    """ "Sat · 12 noon", ", Thurs 6pm": an abbreviation is a weekday where it is a whole cell, or before an hour."""
    marks = {"", "•", "|", "¦", "—", ";", "-", "¬"}
    before = marks | {",", "("} if tokens.text(after) == "¬" else marks
    is_one = index == after - 1 or (index == after - 2 and tokens.text(after - 1) == ".")
    return is_one and tokens.text(index - 1) in before and tokens.text(after) in marks and tokens.is_capital(index)


def _is_full_name(tokens: Tokens, after: int) -> bool:
    while tokens.text(after - 1) in BESIDE_WEEKDAY:
        after -= 1
    name = tokens.text(after - 1)
    if name.removesuffix("s") in weekdays():
        return True
    return name in weekdays() or f"{tokens.text(after - 2)} {name}" in weekdays() or name == "feira"


def _is_street_name(tokens: Tokens, index: int) -> bool:
    before = tokens.text(index - 1)
    if before == "/" and tokens.text(index - 2) == "c":
        return True
    if before in OF or before in ("du", "des", "la", "el", "le"):
        before = tokens.text(index - 2)
    return before in STREETS
