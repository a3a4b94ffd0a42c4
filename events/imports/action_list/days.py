"""Days in a line: "March 12", "Sat 13/3", "del 11 al 13 de marzo", "١٣ آذار", "Saturday"."""

import datetime as dt
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import cache

from events.imports.action_list.clock_words import ELSEWHERE
from events.imports.action_list.day_words import foreign_weekdays, months, short_weekdays, weekdays
from events.imports.action_list.streets import STREETS
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import phrases, phrases_of, words

Window = tuple[dt.date, dt.date] | None

_ORDINALS = words("days", "ordinals")
_OF = words("days", "of")
_AND = words("days", "through", "-", "—")
_ALSO = words("writing", "and", "&", "+", ",")
_EVERY = phrases("days", "every", "before")


_DAY_FIRST = words("days", "day_first")


@dataclass(frozen=True, slots=True)
class DaySpan:
    """`last_day` only for several days on end. `has_more`: the words say more than the days hold ("every Tuesday")."""

    start: int
    end: int
    day: dt.date | None
    last_day: dt.date | None = None
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    """A day as written; None is what is not. `last` is the index after it."""

    day: int
    month: int | None
    year: int | None
    last: int
    other: tuple[int, int] | None = None


def find_days(tokens: Tokens, window: Window) -> Iterator[DaySpan]:
    """All days of a line, in order; they do not overlap. Without a year the window must tell it."""
    index = 0
    while index < len(tokens):
        if not _may_begin(tokens.texts[index]):
            index += 1
            continue
        if _is_street_name(tokens, index):
            written = _written(tokens, index)
            index = written.last if written else index + 1
            continue
        found = _day_at(tokens, index, window)
        if found is None:
            index += 1
            continue
        span, index = found
        yield span


def _may_begin(word: str) -> bool:
    """Whether a day can begin with a word: most words cannot, and need no further look."""
    return word[0].isdigit() or word in _EVERY.first_words or word in _first_words_of_months() or _is_of_weekday(word)


def _is_of_weekday(word: str) -> bool:
    """Whether a weekday begins with a word, "Tuesdays" too."""
    return word in _first_words_of_weekdays() or word.removesuffix("s") in _first_words_of_weekdays()


@cache
def _first_words_of_months() -> Set[str]:
    return phrases_of(months()).first_words


@cache
def _first_words_of_weekdays() -> Set[str]:
    return phrases_of(short_weekdays()).first_words


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


def _day_at(tokens: Tokens, index: int, window: Window) -> tuple[DaySpan, int] | None:
    before = _EVERY.longest_at(tokens, index)
    every = bool(before and before[0] == "every")
    start = before[1] if before else index
    weekday, after = _weekdays(tokens, start)
    written = _written(tokens, after)
    if written is None and weekday is not None and (written := _written(tokens, start)):
        weekday = None
    written = written or _initial(tokens, after, window) or _range_of_bare(tokens, after)
    if written is None:
        return _weekday_alone(tokens, index, after, weekday, window, every=every)
    if weekday is None and written.month is None and written.other is None:
        return None
    return _dated(tokens, index, written, weekday, window)


def _weekdays(tokens: Tokens, index: int) -> tuple[int | None, int]:
    """The first of "Sat-Sun", "sábado y domingo", and the index after them."""
    first, after = _weekday(tokens, index)
    if first is not None and tokens.text(after) in _AND | _ALSO:
        second, last = _weekday(tokens, after + 1)
        if (second is not None and tokens.number(last) is None) or (
            second is not None and tokens.text(last) in months()
        ):
            return first, last
        if second is not None and tokens.text(last + 1) in _AND | _ALSO:
            return first, last
    return first, after


def _dated(
    tokens: Tokens, index: int, written: _Written, weekday: int | None, window: Window
) -> tuple[DaySpan, int] | None:
    last, until, more = _continuation(tokens, written)
    is_whole = bool(written.month or written.other)
    if written.other and _is_day_first(tokens, index, last):
        written = replace(written, day=written.other[0], month=written.other[1], other=None)
    first = _resolve(written, weekday, window) if is_whole else _by_number(written, weekday, window)
    if first is None and not is_whole:
        return None
    if first is not None and (_is_elsewhere(tokens, index) or weekday not in (None, first.weekday())):
        first = None
    until_day = _resolve_until(until, first) if until is not None and first is not None else None
    if more and until_day is not None and (until_day - first).days == 1:  # type: ignore[operator]
        more = False
    elif more:
        until_day = None
    end = tokens[last - 1].end
    return DaySpan(tokens[index].start, end, first, until_day, more), last


def _is_day_first(tokens: Tokens, index: int, last: int) -> bool:
    """Whether the words around "3/4" are of a language that puts the day first."""
    around = {tokens.text(index), tokens.text(index - 1), tokens.text(last)}
    after = tokens.text(last + 1) if tokens.text(last) in ("a", "-", ",") else ""
    return bool(around & _DAY_FIRST) or after == "las" or tokens.text(index) in foreign_weekdays()


def _is_elsewhere(tokens: Tokens, index: int) -> bool:
    """ "before March 10", "depuis le 8 mars"."""
    return any(tokens.text(index - back) in ELSEWHERE for back in (1, 2))


def _weekday(tokens: Tokens, index: int) -> tuple[int | None, int]:
    """A weekday and the index after it, its dot and comma."""
    if not _is_of_weekday(tokens.text(index)):
        return None, index
    for names, count in ((short_weekdays(), 2), (short_weekdays(), 1)):
        name = " ".join(tokens.text(index + n) for n in range(count)).replace(" - ", "-")
        if name not in names and name.removesuffix("s") in weekdays():
            name = name.removesuffix("s")
        if name in names:
            after = index + count
            if tokens.text(after) == "-" and tokens.text(after + 1) == "feira":
                after += 2
            while tokens.text(after) in (".", ",", "(", "the", "le", "el", "dia", "o", "a"):
                if tokens.text(after) == "." and not tokens.joins(after):
                    break
                after += 1
            return names[name], after
    return None, index


def _written(tokens: Tokens, index: int) -> _Written | None:
    if not (tokens.text(index)[:1].isdigit() or tokens.text(index) in _first_words_of_months()):
        return None
    return _iso(tokens, index) or _numeric(tokens, index) or _day_month(tokens, index) or _month_day(tokens, index)


def _initial(tokens: Tokens, index: int, window: Window) -> _Written | None:
    """ "12-M": the month of the window with that initial."""
    day, letter = tokens.number(index), tokens.text(index + 2)
    if not day or tokens.text(index + 1) != "-" or len(letter) != 1 or window is None or not tokens.joins(index + 2):
        return None
    if not tokens.is_upper(index + 2):
        return None
    found = {number for name, number in months().items() if name.startswith(letter) and name.isascii()}
    days = [made for made in _days_of(window) if made.day == day and made.month in found]
    return _Written(day, days[0].month, days[0].year, index + 3) if len(days) == 1 else None


def _iso(tokens: Tokens, index: int) -> _Written | None:
    year, month, day = (tokens.number(index + n, digits=(4,) if n == 0 else (1, 2)) for n in (0, 2, 4))
    if year and month and day and tokens.text(index + 1) == tokens.text(index + 3) in ("-", "/") and month <= 12:
        return _Written(day, month, year, index + 5)
    return None


def _numeric(tokens: Tokens, index: int) -> _Written | None:
    """ "13/3", "13.03.2027", "3/13": where day and month could be either, both are kept."""
    first, second = tokens.number(index), tokens.number(index + 2)
    sign = tokens.text(index + 1)
    if (
        not first
        or not second
        or sign not in ("/", ".", "-")
        or not (tokens.joins(index + 1) and tokens.joins(index + 2))
    ):
        return None
    if tokens.joins(index) and tokens.text(index - 1) in ("/", ".", ":", "$", "€", "+", "¬"):
        return None
    year, last = _numeric_year(tokens, index + 3, sign)
    if year is None and (sign == "-" or (sign == "." and not _ends_with_dot(tokens, index))):
        return None
    if sign == "." and year is None:
        last = index + 4
    if tokens.text(last) in ("/", ":") and tokens.joins(last):
        return None
    if first <= 12 and second <= 12 and first != second and sign != ".":
        return _Written(first, None, year, last, other=(first, second))
    day, month = (first, second) if second <= 12 else (second, first)
    return _Written(day, month, year, last) if month <= 12 and day <= 31 and not (sign == "." and second > 12) else None


def _ends_with_dot(tokens: Tokens, index: int) -> bool:
    return tokens.text(index + 3) == "." and tokens.joins(index + 3) and not tokens.text(index + 4).isdigit()


def _numeric_year(tokens: Tokens, index: int, sign: str) -> tuple[int | None, int]:
    year = tokens.number(index + 1, digits=(2, 4))
    if tokens.text(index) == sign and year is not None and tokens.joins(index) and tokens.joins(index + 1):
        return (year + 2000 if year < 100 else year), index + 2
    return None, index


def _day_month(tokens: Tokens, index: int) -> _Written | None:
    day = tokens.number(index)
    if not day or day > 31 or (tokens.joins(index) and tokens.text(index - 1) in ("/", ":", "$", "€", "¬")):
        return None
    at = index + 1
    while tokens.text(at) in _ORDINALS | {"."} and tokens.joins(at) and at < index + 4:
        at += 1
    if tokens.text(at) in _OF or tokens.text(at) == "من":
        at += 1
    month, at = _month(tokens, at)
    return _Written(day, month, *_year(tokens, at)) if month else None


def _month_day(tokens: Tokens, index: int) -> _Written | None:
    month, at = _month(tokens, index)
    if tokens.text(at) in ("the", ","):
        at += 1
    day = tokens.number(at)
    if not month or not day or day > 31 or (tokens.text(at + 1) in ("/", ":") and tokens.joins(at + 1)):
        return None
    at += 1
    if tokens.text(at) in _ORDINALS and tokens.joins(at):
        at += 1
    return _Written(day, month, *_year(tokens, at))


def _month(tokens: Tokens, index: int) -> tuple[int | None, int]:
    for count in (2, 1) if tokens.text(index) in _first_words_of_months() else ():
        name = " ".join(tokens.text(index + n) for n in range(count))
        if number := months().get(name):
            after = index + count
            if tokens.text(after) == "." and tokens.joins(after):
                after += 1
            twin = after + 1
            if tokens.text(after) in ("/", "(", "-") and months().get(tokens.text(twin)) == number:
                after = twin + 1 + (tokens.text(after) == "(" and tokens.text(twin + 1) == ")")
            return number, after
    return None, index


def _year(tokens: Tokens, index: int) -> tuple[int | None, int]:
    at = index + (tokens.text(index) in (",", "de", "del", "of"))
    year = tokens.number(at, digits=(4,))
    return (year, at + 1) if year and 2000 <= year <= 2100 else (None, index)


def _range_of_bare(tokens: Tokens, index: int) -> _Written | None:
    """ "11-13 March", "del 11 al 13 de marzo", "9 y 11 de marzo", "Saturday 13": its month follows or not."""
    day = tokens.number(index)
    if not day or day > 31 or (tokens.joins(index) and tokens.text(index - 1) in "/:.$€¬+"):
        return None
    at = index + 1
    if tokens.text(at) in _ORDINALS and tokens.joins(at):
        at += 1
    for _n in range(4):
        if tokens.text(at) not in _AND | _ALSO:
            break
        then = at + 1 + (tokens.text(at + 1) in ("el", "le", "the", "o"))
        until = _day_month(tokens, then) or (_numeric(tokens, then) if tokens.text(at) == "-" else None)
        if until is not None and until.other:
            until = replace(until, day=until.other[0], month=until.other[1], other=None)
        if until is not None:
            return _Written(day, until.month, until.year, index + 1 if at == index + 1 else at)
        if tokens.number(at + 1) is None:
            break
        at += 2
    return _Written(day, None, None, _after_ordinal(tokens, index + 1))


def _after_ordinal(tokens: Tokens, at: int) -> int:
    return at + 1 if tokens.text(at) in _ORDINALS and tokens.joins(at) else at


def _continuation(tokens: Tokens, written: _Written) -> tuple[int, _Written | None, bool]:
    """What follows a day: the index after it all, the last day of several, whether more is said."""
    last, until, more = written.last, None, False
    for _n in range(6):
        word = tokens.text(last)
        at = last + 1
        while tokens.text(at) in ("el", "le", "the", "les", "los", "to", "to the"):
            at += 1
        at = _weekday(tokens, at)[1]
        if word not in _AND | _ALSO or (word == "," and written.month is None):
            break
        names_weekday = at != last + 1
        follows = _written(tokens, at) or _number_of(tokens, at, written)
        if written.month is None and written.other is None and not names_weekday:
            break
        if follows is None or _is_clock(tokens, follows.last):
            break
        more = more or word not in _AND
        until = follows
        last = follows.last
    return last, until, more


def _number_of(tokens: Tokens, index: int, written: _Written) -> _Written | None:
    day = tokens.number(index)
    if not day or day > 31:
        return None
    at = index + 1
    if tokens.text(at) in _ORDINALS and tokens.joins(at):
        at += 1
    year, at = _year(tokens, at)
    return _Written(day, written.month, year or written.year, at)


def _is_clock(tokens: Tokens, index: int) -> bool:
    """Whether the number before is an hour after all: "March 12 - 6 pm"."""
    return tokens.text(index) in ("pm", "am", "h", ":", "hs", "/") and tokens.text(index) != ""


def _resolve(written: _Written, weekday: int | None, window: Window) -> dt.date | None:
    if written.other:
        return _of_two(written, weekday, window)
    if written.month is None:
        return None
    if written.year:
        return _date(written.year, written.month, written.day)
    return nearest_year(written.month, written.day, window)


def _of_two(written: _Written, weekday: int | None, window: Window) -> dt.date | None:
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


def _resolve_until(until: _Written, first: dt.date) -> dt.date | None:
    month = until.month or first.month
    if until.other and until.month is None:
        month = until.other[1]
    made = _date(until.year or first.year, month, until.day)
    if made and made < first and not until.year:
        made = _date(first.year + 1, month, until.day)
    return made if made and made > first else None


def _by_number(written: _Written, weekday: int | None, window: Window) -> dt.date | None:
    """ "Saturday 13": the one day of that number and weekday in the window or a fortnight about it."""
    if weekday is None:
        return None
    days = [day for day in _days_about(window) if day.day == written.day and day.weekday() == weekday]
    return days[0] if len(days) == 1 else None


def _weekday_alone(
    tokens: Tokens, index: int, start: int, weekday: int | None, window: Window, *, every: bool
) -> tuple[DaySpan, int] | None:
    """A weekday without a number, if the window has exactly one such day."""
    if weekday is None or not (_is_full_name(tokens, start) or _is_alone(tokens, index, start)):
        return None
    month, last = _month(tokens, start + (tokens.text(start) in _OF | {"in", "en", "em", "في", "من"}))
    if every and month:
        return DaySpan(tokens[index].start, tokens[last - 1].end, _first_in(month, weekday, window), None, True), last
    days = [day for day in _days_of(window) if day.weekday() == weekday]
    if _is_elsewhere(tokens, index):
        days = []
    last = start
    while tokens.text(last - 1) in (",", ".", "(", "the", "le", "el", "dia", "o", "a"):
        last -= 1
    return DaySpan(tokens[index].start, tokens[last - 1].end, days[0] if len(days) == 1 else None, None, every), last


def _first_in(month: int, weekday: int, window: Window) -> dt.date | None:
    """The first such day of the month."""
    first = nearest_year(month, 1, window)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7) if first else None


def _is_alone(tokens: Tokens, index: int, after: int) -> bool:
    """ "Sat · 12 noon": an abbreviation is a weekday where it is a whole cell."""
    marks = {"", "•", "|", "¦", "—", ";", "-", "¬"}
    return (
        index == after - 1
        and tokens.text(index - 1) in marks
        and tokens.text(after) in marks
        and tokens.is_capital(index)
    )


def _is_full_name(tokens: Tokens, after: int) -> bool:
    while tokens.text(after - 1) in (",", ".", "(", "the", "le", "el", "dia", "o", "a"):
        after -= 1
    name = tokens.text(after - 1)
    if name.removesuffix("s") in weekdays():
        return True
    return name in weekdays() or f"{tokens.text(after - 2)} {name}" in weekdays() or name == "feira"


def _days_of(window: Window) -> Iterator[dt.date]:
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
    return _days_of((next(days), next(days)))


def _is_street_name(tokens: Tokens, index: int) -> bool:
    before = tokens.text(index - 1)
    if before == "/" and tokens.text(index - 2) == "c":
        return True
    if before in _OF or before in ("du", "des", "la", "el", "le"):
        before = tokens.text(index - 2)
    return before in STREETS
