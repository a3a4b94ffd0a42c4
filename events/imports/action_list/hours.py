"""Hours in a line: beginnings, ends, and that they are for all day. What is ambiguous is found and has no hour."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from events.imports.action_list.clock import Clock, read_clock
from events.imports.action_list.clock_words import (
    AFTER,
    ALL_DAY,
    BEFORE,
    BETWEEN,
    ELSEWHERE,
    MOMENTS,
    NUMBERS,
    RANGE_OPENERS,
    SURE_BEFORE,
    UNTIL,
    WORDY_BETWEEN,
)
from events.imports.action_list.day_words import months, short_weekdays
from events.imports.action_list.lines import read_line
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import words
from events.imports.action_list.zones import ZoneSpan, zone_at

_DURATION = words("hours", "lasts")
_FIRST_WORDS_OF_HOURS = ALL_DAY.first_words | MOMENTS.first_words | NUMBERS.first_words
_FIRST_WORDS = _FIRST_WORDS_OF_HOURS | BEFORE.first_words | UNTIL.first_words
_ENDS = frozenset(["", "-", "—", "|", "•", "¦", ";", ")", ",", "."])


@dataclass(frozen=True, slots=True)
class HourSpan:
    """`start`, `end` in the folded text. `hours` is "timed", "all-day", or "" where the hour is not certain.

    `first_end` is where the first of several clocks ("8PM ET / 5PM PT") ends."""

    start: int
    end: int
    hours: str
    hour: dt.time | None = None
    ends: dt.time | None = None
    zone: ZoneSpan | None = None


def find_hours(tokens: Tokens) -> Iterator[HourSpan]:
    """All hours of a line, in order; they do not overlap."""
    free = 0
    for index, word in enumerate(tokens.texts):
        if index >= free and (word in _FIRST_WORDS or word[0].isdecimal()):
            found = _all_day_at(tokens, index) or _hour_at(tokens, index)
            if found is not None:
                span, free = found
                yield span


def hour_of(text: str) -> dt.time | None:
    """Of what says one hour and nothing else, in any of the languages."""
    line = read_line(1, text)
    spans = find_hours(Tokens(line, line.start, line.end))
    whole = next((span for span in spans if (span.start, span.end) == (line.start, line.end)), None)
    return whole.hour if whole and not whole.ends and not whole.zone else None


def may_say_hour(tokens: Tokens) -> bool:
    return tokens.has_number or not _FIRST_WORDS_OF_HOURS.isdisjoint(tokens.texts)


def _all_day_at(tokens: Tokens, index: int) -> tuple[HourSpan, int] | None:
    found = ALL_DAY.longest_at(tokens, index)
    return (HourSpan(*tokens.stretch(index, found[1]), "all-day"), found[1]) if found else None


def _hour_at(tokens: Tokens, index: int) -> tuple[HourSpan, int] | None:
    before = BEFORE.longest_at(tokens, index)
    start = before[1] if before else index
    if before and start >= len(tokens):
        return None
    word = tokens.text(start - 1) if before else tokens.text(index - 1)
    until = UNTIL.longest_at(tokens, index)
    if until and (ending := _until(tokens, index, until[1])):
        return ending
    clock = read_clock(tokens, start)
    if clock is None and before and tokens.text(index) in ("las", "la"):
        start, clock = index, read_clock(tokens, index)
    if clock is None or _is_duration(tokens, index, start, clock):
        return None
    opener = tokens.text(index) if before else tokens.text(index - 1)
    pair = _range(tokens, start, clock, opens=opener in RANGE_OPENERS or word in RANGE_OPENERS)
    if pair is None and not _is_hour(tokens, clock, word=word, is_led=bool(before)):
        return None
    return _span(tokens, index, clock, pair, word=word)


def _until(tokens: Tokens, index: int, start: int) -> tuple[HourSpan, int] | None:
    """ "until 10pm": an end without a beginning."""
    clock = read_clock(tokens, start)
    if clock is None or not clock.is_certain:
        return None
    last = _after(tokens, clock.last)
    return HourSpan(*tokens.stretch(index, last), "until", ends=_as_time(clock)), last


def _is_hour(tokens: Tokens, clock: Clock, *, word: str, is_led: bool) -> bool:
    """Whether it means a time of day at all, be it certain or not."""
    if clock.is_certain or clock.form in ("colon", "unit"):
        return True
    if clock.form == "words":
        return is_led or word in SURE_BEFORE
    return is_led and word in SURE_BEFORE | {"at", "from", "entre"} and clock.hour <= 24 and _is_closed(tokens, clock)


def _is_closed(tokens: Tokens, clock: Clock) -> bool:
    """Whether a bare number is not the beginning of an address: "at 6, Clock Square", "at 6 Market Street"."""
    return clock.form == "dot" or tokens.text(clock.last) in _ENDS or tokens.text(clock.last).islower()


def _span(
    tokens: Tokens, index: int, clock: Clock, pair: tuple[Clock, Clock] | None, *, word: str
) -> tuple[HourSpan, int]:
    first, second = pair or (clock, None)
    is_sure = pair is not None or clock.is_certain or (clock.hour >= 13 and word in SURE_BEFORE)
    is_sure = is_sure and not any(tokens.text(index - back) in ELSEWHERE for back in (1, 2))
    last = _after(tokens, second.last if second else first.last)
    zone = zone_at(tokens, last)
    last = zone.last if zone else last
    ends = _as_time(second) if second else None
    if not is_sure:
        return HourSpan(*tokens.stretch(index, last), "", zone=zone), last
    last = _after_alternatives(tokens, last) if zone else last
    return HourSpan(*tokens.stretch(index, last), "timed", _as_time(first), ends, zone), last


def _after(tokens: Tokens, last: int) -> int:
    if tokens.text(last) in AFTER:
        return last + 1
    return last + 2 if (tokens.text(last), tokens.text(last + 1)) == ("en", "punto") else last


def _after_alternatives(tokens: Tokens, last: int) -> int:
    """The same moment on other clocks: "8PM ET / 5PM PT", "8pm ET (7 CT, 5 PT)"."""
    while tokens.text(last) in ("/", "|", "(", ",", "-", "•", "=", "and"):
        clock = read_clock(tokens, last + 1)
        zone = zone_at(tokens, clock.last) if clock else None
        if clock is None or (zone is None and not (tokens.text(last) in "/(" and _is_letters(tokens, clock.last))):
            break
        last = zone.last if zone else clock.last + 1
        last += tokens.text(last) == ")"
    return last


def _is_letters(tokens: Tokens, index: int) -> bool:
    """A clock that is not known, like "HE"."""
    return 0 < len(tokens.text(index)) <= 4 and tokens.text(index).isalpha() and tokens.is_upper(index)


def _as_time(clock: Clock) -> dt.time:
    return dt.time(*divmod(clock.minutes, 60))


def _is_duration(tokens: Tokens, index: int, start: int, clock: Clock) -> bool:
    """ "grève de 24h", "durante 3 h"."""
    if clock.form != "unit" or clock.half:
        return False
    before = tokens.text(start - 1)
    return before in _DURATION and _range(tokens, start, clock, opens=True) is None


def _range(tokens: Tokens, start: int, first: Clock, *, opens: bool) -> tuple[Clock, Clock] | None:
    """Both ends of "5-7pm", "de 18h à 20h", "11am-1pm"; what one of them leaves out the other says."""
    after_first = first.last
    between = BETWEEN.longest_at(tokens, after_first)
    if between is None:
        return None
    second = read_clock(tokens, between[1])
    if second is None or (second.form == "moment" and not first.is_certain):
        return None
    if first.form == "bare" and not _may_be_bare(tokens, start, after_first, first, opens=opens):
        return None
    if not first.is_certain and not second.is_certain and not (first.is_padded and first.form == "colon"):
        return None
    if second.form == "bare" and not second.half and tokens.text(second.last) not in _ENDS:
        return None
    return _agreed(first, second)


def _may_be_bare(tokens: Tokens, start: int, after: int, first: Clock, *, opens: bool) -> bool:
    """Whether a number without a sign of its own may begin a range: not a day, not a part of a date."""
    if tokens.text(after) in WORDY_BETWEEN:
        return opens
    before = tokens.text(start - 1)
    is_dated = before[:1].isdecimal() or before in months() or before in short_weekdays() or before in ("le", "el", ".")
    return not is_dated and first.hour <= 23


def _agreed(first: Clock, second: Clock) -> tuple[Clock, Clock] | None:
    """The two with one half of the day; nothing where the end would not come after the beginning of the same day,
    unless both are certain."""
    if not first.half and second.half and first.hour <= 12 and first.form in ("bare", "colon", "words", "dot"):
        same = replace(first, half=second.half)
        first = same if same.minutes < second.minutes else replace(first, half="am" if second.half != "am" else "pm")
    elif first.half and not second.half and second.hour <= 12 and second.form in ("bare", "colon", "words", "dot"):
        same = replace(second, half=first.half)
        second = same if same.minutes > first.minutes else replace(second, half="pm")
    elif "bare" in (first.form, second.form) and first.minutes >= second.minutes:
        return None
    if not first.is_certain and not (first.form == "bare" or (first.hour >= 8 and first.minutes < second.minutes)):
        return None
    return first, second
