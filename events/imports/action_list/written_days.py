"""A day as it is written: "March 12", "13/3", "12 de marzo", "١٣ آذار", and what goes on behind it."""

from dataclasses import dataclass, replace
from functools import cache

from events.imports.action_list.day_words import months, short_weekdays, weekdays
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import phrases_of, words

_ORDINALS = words("days", "ordinals")
OF = words("days", "of")
THROUGH = words("days", "through", "-", "—")
ALSO = words("writing", "and", "&", "+", ",")
_AND_JOINED = "و"  # Arabic writes it as one with the next word
# What may stand between a weekday and its day.
BESIDE_WEEKDAY = (",", ".", "(", "the", "le", "el", "dia", "o", "a")


@dataclass(frozen=True, slots=True)
class Written:
    """A day as written; None is what is not. `last` is the index after it."""

    day: int
    month: int | None
    year: int | None
    last: int
    other: tuple[int, int] | None = None


def begins_weekday(word: str) -> bool:
    return word in first_words_of_weekdays()


@cache
def first_words_of_months() -> frozenset[str]:
    return phrases_of(months()).first_words


@cache
def first_words_of_weekdays() -> frozenset[str]:
    """The words that a weekday begins with, "Tuesdays" too."""
    singular = phrases_of(short_weekdays()).first_words
    return singular.union(f"{word}s" for word in singular)


def weekday_at(tokens: Tokens, index: int) -> tuple[int | None, int]:
    """A weekday and the index after it, its dot and comma."""
    if not begins_weekday(tokens.text(index)):
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


def written_at(tokens: Tokens, index: int) -> Written | None:
    if not (tokens.text(index)[:1].isdecimal() or tokens.text(index) in first_words_of_months()):
        return None
    return _iso(tokens, index) or _numeric(tokens, index) or _day_month(tokens, index) or _month_day(tokens, index)


def _iso(tokens: Tokens, index: int) -> Written | None:
    year, month, day = (tokens.number(index + n, digits=(4,) if n == 0 else (1, 2)) for n in (0, 2, 4))
    if year and month and day and tokens.text(index + 1) == tokens.text(index + 3) in ("-", "/") and month <= 12:
        return Written(day, month, year, index + 5)
    return None


def _numeric(tokens: Tokens, index: int) -> Written | None:
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
    if year is None and (sign == "-" or (sign == "." and not _is_dotted(tokens, index))):
        return None
    if sign == "." and year is None and _ends_with_dot(tokens, index):
        last = index + 4
    if tokens.text(last) in ("/", ":") and tokens.joins(last):
        return None
    if first <= 12 and second <= 12 and first != second and sign != ".":
        return Written(first, None, year, last, other=(first, second))
    day, month = (first, second) if second <= 12 else (second, first)
    return Written(day, month, year, last) if month <= 12 and day <= 31 and not (sign == "." and second > 12) else None


def _is_dotted(tokens: Tokens, index: int) -> bool:
    """ "13.03." and, behind a weekday, "13.03"."""
    return _ends_with_dot(tokens, index) or tokens.text(index - 1).removesuffix("s") in short_weekdays()


def _ends_with_dot(tokens: Tokens, index: int) -> bool:
    return tokens.text(index + 3) == "." and tokens.joins(index + 3) and not tokens.text(index + 4).isdecimal()


def _numeric_year(tokens: Tokens, index: int, sign: str) -> tuple[int | None, int]:
    year = tokens.number(index + 1, digits=(2, 4))
    if tokens.text(index) == sign and year is not None and tokens.joins(index) and tokens.joins(index + 1):
        return (year + 2000 if year < 100 else year), index + 2
    return None, index


def _day_month(tokens: Tokens, index: int) -> Written | None:
    day = tokens.number(index)
    if not day or day > 31 or (tokens.joins(index) and tokens.text(index - 1) in ("/", ":", "$", "€", "¬")):
        return None
    at = index + 1
    while tokens.text(at) in _ORDINALS | {"."} and tokens.joins(at) and at < index + 4:
        at += 1
    if tokens.text(at) in OF or tokens.text(at) == "من":
        at += 1
    elif tokens.text(at) == "-" and tokens.joins(at) and tokens.joins(at + 1):
        at += 1  # a spreadsheet's "13-mars"
    month, at = month_at(tokens, at)
    return Written(day, month, *_year(tokens, at)) if month else None


def _month_day(tokens: Tokens, index: int) -> Written | None:
    month, at = month_at(tokens, index)
    if tokens.text(at) in ("the", ","):
        at += 1
    day = tokens.number(at)
    if not month or not day or day > 31 or (tokens.text(at + 1) in ("/", ":") and tokens.joins(at + 1)):
        return None
    at += 1
    if tokens.text(at) in _ORDINALS and tokens.joins(at):
        at += 1
    return Written(day, month, *_year(tokens, at))


def month_at(tokens: Tokens, index: int) -> tuple[int | None, int]:
    for count in (2, 1) if tokens.text(index) in first_words_of_months() else ():
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


def bare_day_at(tokens: Tokens, index: int) -> Written | None:
    """ "11-13 March", "del 11 al 13 de marzo", "9 y 11 de marzo", "Saturday 13": its month follows or not."""
    day = tokens.number(index)
    if not day or day > 31 or (tokens.joins(index) and tokens.text(index - 1) in "/:.$€¬+"):
        return None
    at = index + 1
    if tokens.text(at) in _ORDINALS and tokens.joins(at):
        at += 1
    for _n in range(4):
        if tokens.text(at) not in THROUGH | ALSO:
            break
        then = at + 1 + (tokens.text(at + 1) in ("el", "le", "the", "o"))
        until = _day_month(tokens, then) or (_numeric(tokens, then) if tokens.text(at) == "-" else None)
        if until is not None and until.other:
            until = replace(until, day=until.other[0], month=until.other[1], other=None)
        if until is not None:
            return Written(day, until.month, until.year, index + 1 if at == index + 1 else at)
        if tokens.number(at + 1) is None:
            break
        at += 2
    return Written(day, None, None, _after_ordinal(tokens, index + 1))


def _after_ordinal(tokens: Tokens, at: int) -> int:
    return at + 1 if tokens.text(at) in _ORDINALS and tokens.joins(at) else at


def read_on(tokens: Tokens, written: Written) -> tuple[int, Written | None, bool]:
    """What follows a day: the index after it all, the last day of several, whether more is said."""
    last, until, more = written.last, None, False
    for _n in range(6):
        word = tokens.text(last)
        at = last + 1
        if word.startswith(_AND_JOINED) and word[1:] in weekdays():
            word, at = _AND_JOINED, last + 1
        while tokens.text(at) in ("el", "le", "the", "les", "los", "to", "to the"):
            at += 1
        at = weekday_at(tokens, at)[1]
        if word not in THROUGH | ALSO or (word == "," and written.month is None):
            break
        names_weekday = at != last + 1 or word == _AND_JOINED
        follows = written_at(tokens, at) or _number_of(tokens, at, written)
        if written.month is None and written.other is None and not names_weekday:
            break
        if follows is None or _is_clock(tokens, follows.last):
            break
        more = more or word not in THROUGH
        until = follows
        last = follows.last
    return last, until, more


def _number_of(tokens: Tokens, index: int, written: Written) -> Written | None:
    day = tokens.number(index)
    if not day or day > 31:
        return None
    at = index + 1
    if tokens.text(at) in _ORDINALS and tokens.joins(at):
        at += 1
    year, at = _year(tokens, at)
    return Written(day, written.month, year or written.year, at)


def _is_clock(tokens: Tokens, index: int) -> bool:
    """Whether the number before is an hour after all: "March 12 - 6 pm"."""
    if tokens.text(index) == ":":
        return tokens.joins(index) and tokens.joins(index + 1) and tokens.text(index + 1).isdecimal()
    return tokens.text(index) in ("pm", "am", "h", "hs", "/")
