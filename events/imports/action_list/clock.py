"""One time of day as people write it: "5:30PM", "19h", "a las 7 de la tarde", "السادسة مساءً", "noon", "1730"."""

from dataclasses import dataclass, replace

from events.imports.action_list.clock_words import FRACTIONS, HALVES, HOUR_UNITS, MEASURES, MOMENTS, NUMBERS
from events.imports.action_list.day_words import months, short_weekdays
from events.imports.action_list.streets import STREETS_AFTER_NUMBER
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import words

_NUMBERED = words("names", "chapters")
_MONEY = frozenset("$€£¥")
_BROKEN_BY = frozenset("/.,:+#'-$€£¥")


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour as written, before it is certain which half of the day it means. `last` is the index after it.

    `form`: "moment", "words", "unit" (19h), "colon", "dot", "four" (1730), "bare".
    """

    hour: int
    minute: int
    form: str
    last: int
    half: str = ""
    is_padded: bool = False

    @property
    def minutes(self) -> int:
        """Minutes after midnight, of a 24-hour clock if no half is named."""
        hour = self.hour
        if self.half == "am":
            hour %= 12
        elif self.half == "morning":
            pass
        elif (self.half == "pm" or (self.half == "noon" and hour < 4)) and hour < 12:
            hour += 12
        elif self.half == "night":
            hour = hour + 12 if 5 <= hour < 12 else hour % 12 if hour <= 12 else hour
        return hour * 60 + self.minute

    @property
    def is_certain(self) -> bool:
        """Whether it is an hour, and only one."""
        if self.half == "noon":
            return self.hour < 4 or 10 <= self.hour <= 12  # "5 noon" is none
        if self.half or self.form in ("moment", "four"):
            return True
        if self.form == "unit":
            return self.is_padded or self.hour > 12
        return self.hour >= 13 if self.form in ("words", "dot") else self.form == "colon" and self.is_padded


def read_clock(tokens: Tokens, index: int) -> Clock | None:
    """The time of day that begins at an index."""
    clock = _moment(tokens, index) or _words(tokens, index) or _numeric(tokens, index)
    if clock is None or clock.form == "moment":
        return clock
    clock = _with_fraction(tokens, clock)
    clock = _with_half(tokens, clock)
    if clock.form in ("words", "bare", "dot") and tokens.text(clock.last) in MEASURES:
        return None
    if clock.form == "bare" and not clock.half and tokens.text(index - 1) in _NUMBERED:
        return None  # "Local 12 - 5pm"
    if clock.form == "dot" and (_is_money(tokens, index, clock.last) or _is_date(tokens, index, clock)):
        return None
    return clock if clock.minutes < 24 * 60 else None


def _moment(tokens: Tokens, index: int) -> Clock | None:
    if (
        tokens.text(index - 1) in ("'", "du")
        or (tokens.joins(index) and tokens.text(index - 1) == "-")
        or (tokens.text(index - 1) == "-" and tokens.text(index - 2) == "apres")
    ):
        return None
    found = MOMENTS.longest_at(tokens, index)
    if found is None:
        return None
    hour, _colon, minute = found[0].partition(":")
    return Clock(int(hour), int(minute), "moment", found[1])


def _words(tokens: Tokens, index: int) -> Clock | None:
    found = NUMBERS.longest_at(tokens, index)
    if found is None:
        return None
    last = found[1]
    is_french = tokens.text(index).isascii() and tokens.text(index) != "las" and tokens.text(index) != "la"
    if is_french and "heure" not in tokens.text(index + 1) and "heure" not in tokens.text(last):
        return None
    is_unit = tokens.text(last) in ("heures", "heure")
    return Clock(int(found[0]), 0, "words", last + is_unit)


def _numeric(tokens: Tokens, index: int) -> Clock | None:
    hour = tokens.number(index)
    if hour is None:
        return _four_digits(tokens, index)
    if tokens.joins(index) and tokens.text(index - 1) in _BROKEN_BY and not _is_after_dash(tokens, index):
        return None
    padded = len(tokens.text(index)) == 2
    minute = tokens.number(index + 2, digits=(2,))
    sign = tokens.text(index + 1)
    if sign == "," and tokens.text(index + 3) in HOUR_UNITS:
        sign = "."  # "17,30 h"
    if (
        sign in (":", ".")
        and minute is not None
        and minute < 60
        and tokens.joins(index + 1)
        and tokens.joins(index + 2)
    ):
        last = index + 3
        if (
            tokens.text(last) in (".", "/", ":")
            and tokens.joins(last)
            and tokens.joins(last + 1)
            and tokens.text(last + 1).isdecimal()
        ):
            return (
                None
                if sign == "." or tokens.text(last) != ":"
                else Clock(hour, minute, "colon", last + 2, is_padded=padded)
            )
        form = "colon" if sign == ":" else "dot"
        if tokens.text(last) in HOUR_UNITS and not _is_zone_word(tokens, last):
            return Clock(hour, minute, "unit", last + 1, is_padded=True)
        return Clock(hour, minute, form, last, is_padded=padded)
    if sign in HOUR_UNITS:
        return _with_unit(tokens, index, hour, minute)
    return Clock(hour, 0, "bare", index + 1, is_padded=padded)


def _with_unit(tokens: Tokens, index: int, hour: int, minute: int | None) -> Clock | None:
    """ "19h", "19h30", "18 h 30", "19 heures 30", but no "3 horas" and no "24h"."""
    joined = tokens.joins(index + 2) or not tokens.joins(index + 1)
    is_word = tokens.text(index + 1) not in ("h", "hs", "uhr", "س")
    if minute is not None and minute < 60 and joined:
        is_length = hour < 5 and HALVES.longest_at(tokens, index + 3) is None
        return None if is_length else Clock(hour, minute, "unit", index + 3, is_padded=not is_word)
    if hour >= 24 or (tokens.text(index + 1) == "hora" and tokens.text(index + 2) == "de"):
        return None
    return Clock(hour, 0, "unit", index + 2, is_padded=not is_word)


def _is_zone_word(tokens: Tokens, index: int) -> bool:
    """ "20:00 hora de Madrid", "20:00 heure de Paris"."""
    return tokens.text(index) in ("hora", "heure") and tokens.text(index + 1) in (
        "de",
        "d",
        "en",
        "del",
        "peninsular",
        "local",
        "locale",
    )


def _four_digits(tokens: Tokens, index: int) -> Clock | None:
    number = tokens.number(index, digits=(4,))
    if number is None or number % 100 >= 60 or number >= 2400:
        return None
    if tokens.joins(index) and tokens.text(index - 1) in _BROKEN_BY:
        return None
    last = index + 1
    is_said = tokens.text(last) in HOUR_UNITS or tokens.text(last) == "hours"
    if is_said:
        return Clock(number // 100, number % 100, "four", last + 1)
    is_year = 1900 <= number <= 2100
    is_apart = _is_apart(tokens, index) and number % 5 == 0
    return Clock(number // 100, number % 100, "four", last) if is_apart and not is_year else None


def _is_apart(tokens: Tokens, index: int) -> bool:
    """Whether a number of four digits is alone in its cell, or said to be an hour."""
    before, after = tokens.text(index - 1), tokens.text(index + 1)
    if after == "," and tokens.text(index + 2) in STREETS_AFTER_NUMBER:
        return False
    follows = after in ("", "-", "—", "|", "•", "¦", ";", ")", ",", "to", "et")
    is_dated = before == "," and (tokens.text(index - 2) in months() or tokens.text(index - 2).isdecimal())
    return follows and (is_dated or before in ("", "at", "@", "-", "—", "|", "•", "¦", ";", ":", "las", "to"))


def _is_after_dash(tokens: Tokens, index: int) -> bool:
    """ "5-7pm", but no "555-01"."""
    return (tokens.text(index - 1) == "-" and len(tokens.text(index - 2)) <= 2) or tokens.text(index - 2) in HOUR_UNITS


def _with_fraction(tokens: Tokens, clock: Clock) -> Clock:
    found = FRACTIONS.longest_at(tokens, clock.last)
    if found is None or clock.minute:
        return clock
    minutes = clock.hour * 60 + int(found[0])
    return replace(clock, hour=minutes // 60, minute=minutes % 60, last=found[1])


def _with_half(tokens: Tokens, clock: Clock) -> Clock:
    last = clock.last
    if tokens.text(last) == "o" and tokens.text(last + 1) == "'" and tokens.text(last + 2) == "clock":
        last += 3
    found = HALVES.longest_at(tokens, last)
    if found is None or (clock.hour > 12 and found[0] != "pm") or clock.form == "four":
        return replace(clock, last=last) if clock.form != "bare" or last == clock.last else clock
    half, last = found
    if tokens.text(last - 1) == "m" and tokens.text(last) == "." and tokens.joins(last):
        last += 1
    return replace(clock, half=half if clock.hour <= 12 else "", last=last, is_padded=True)


def _is_date(tokens: Tokens, index: int, clock: Clock) -> bool:
    """ "Sat 13.03": behind a weekday a number and a month's."""
    before = index - 2 if tokens.text(index - 1) in (".", ",") else index - 1
    is_month = tokens.text(index + 2) == f"{clock.minute:02}" and 1 <= clock.minute <= 12
    return is_month and not clock.half and tokens.text(before) in short_weekdays()


def _is_money(tokens: Tokens, index: int, last: int) -> bool:
    return tokens.text(last) in _MONEY | MEASURES or tokens.text(index - 1) in _MONEY
