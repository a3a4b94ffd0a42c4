"""Clauses with an hour or a day that is not the action's: "RSVP by March 10", "Doors 6:30pm", "rain date: March 20"."""

import re
from collections.abc import Sequence

from events.imports.action_list.access import find_access
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import either, lines, phrases, words

Stretch = tuple[int, int]

_ASIDES = phrases("asides", "to_full_stop", "to_colon", "to_comma", "contact")
_ENDS = {
    "to_colon": re.compile(r"[|\t;¦•—:]|[.!?](?=\s)|$"),
    "contact": re.compile(r"[|\t;¦•—]|[.!?](?=\s[^\W\d_])|$"),
    "to_full_stop": re.compile(r"[|\t;¦•—]|\s-\s|[.!?](?=\s)|$"),
    "to_comma": re.compile(r"[|\t;¦•—,()]|\s-\s|[.!?](?=\s)|$"),
}
_CUT, _CLOSING = re.compile(r"[.;|(•¦](?=\s|\S)"), re.compile(r"[)|;]|\.\s")
_OPENERS = frozenset([".", ";", "|", "—", "¦", "•", "(", ",", "-", "!", "?", "\t", "["])


def find_asides(
    tokens: Tokens, end: int, emails: Sequence[Stretch] = (), phones: Sequence[Stretch] = ()
) -> list[Stretch]:
    """Stretches that begin a clause with such words, to its end; with what makes it accessible and from when, too."""
    found: list[Stretch] = []
    for index in _ASIDES.begin_in(tokens):
        if tokens.start(index) < (found[-1][1] if found else 0) or not _begins_clause(tokens, index):
            continue
        aside = _ASIDES.longest_at(tokens, index)
        stretch = (tokens.start(index), _end_of(tokens, index, aside[0], end)) if aside else None
        if stretch and not (aside and aside[0] == "contact" and _is_contact(tokens, aside[1], stretch, phones)):
            found.append(stretch)
    return found or _for_booking(tokens, end, emails) or _access_from(tokens, end)


def _is_contact(tokens: Tokens, after: int, stretch: Stretch, phones: Sequence[Stretch]) -> bool:
    """Whether an address follows, or nothing but a telephone behind a colon: that is a cell of the action."""
    text = tokens.line.text
    says_phone = tokens.text(after) == ":" and any(
        not text[tokens.end(after) : start].strip() and not text[end : stretch[1]].strip(" .") for start, end in phones
    )
    return says_phone or "¬" in _seen(tokens, *stretch)


def _seen(tokens: Tokens, start: int, end: int) -> str:
    return "".join(word for index, word in enumerate(tokens.texts) if start <= tokens.start(index) < end)


def _for_booking(tokens: Tokens, end: int, emails: Sequence[Stretch]) -> list[Stretch]:
    """A clause with an address for bookings, which is not the host's."""
    text = tokens.line.text
    for start, _end in emails:
        cut = [match.end() for match in _CUT.finditer(text[tokens.line.start : start])]
        first = tokens.line.start + (cut[-1] if cut else 0)
        if BOOKING.search(text, first, start):
            closing = _CLOSING.search(text[start:end])
            return [(first, start + closing.start() if closing else end)]
    return []


BOOKING = re.compile(rf"(?<!\w)(?:{lines('asides', 'bookings')})(?!\w)")
_FROM = re.compile(rf"(?<!\w)(?:{either(words('asides', 'from'))})(?!\w)")


def _begins_clause(tokens: Tokens, index: int) -> bool:
    return index == 0 or tokens.text(index - 1) in _OPENERS


def _end_of(tokens: Tokens, index: int, extent: str, end: int) -> int:
    text, start = tokens.line.text, tokens.start(index)
    if tokens.text(index - 1) in ("(", "["):
        closing = text.find(")" if tokens.text(index - 1) == "(" else "]", start, end)
        return closing if closing > 0 else end
    match = _ENDS[extent].search(text, start, end)
    return match.start() if match and match[0] else end


def _access_from(tokens: Tokens, end: int) -> list[Stretch]:
    """ "Quiet room and childcare available from 5:30 pm"."""
    found = find_access(tokens)
    if not found or len(tokens) == 0 or found[0].start != tokens.start(0):
        return []
    text = tokens.line.text
    return [(found[0].start, end)] if _FROM.search(text, found[-1].end, end) else []
