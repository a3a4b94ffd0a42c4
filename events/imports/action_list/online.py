"""Links and addresses of a line, and whether one can take part from elsewhere."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from events.imports.action_list.lines import Line
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import either, phrases, words

Stretch = tuple[int, int]

_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"|¦;]{1,500}|(?<![\w@.])(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,12}/[^\s<>\"|¦;]{1,400}"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
_PHONES = words("phones", "labels")
_PHONE = re.compile(
    rf"(?:(?:{either(_PHONES | words('phones', 'calls'))})\b\.?\s?:?\s*)?"
    r"(?<![\w/:.])(?:\+\s?\d{1,3}[ .-]?)?(?:\(\d{1,4}\)[ .-]?)?(?:\d{2,4}[ .-]){1,5}\d{2,4}(?![\w/:]|\.\d)"
)
_LABELLED_PHONE = re.compile(rf"\b(?:{either(_PHONES)})\b\.?\s?:?\s*[+\d][\d ()./-]{{4,20}}\d")
_CALLS = re.compile(r"\+\s?\d[\d ().-]{5,18}\d")
_DATE = re.compile(r"(?<![\d.-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([.-])\d{1,2}\1\d{2,4})(?![.-]?\d)")
_HOURS = re.compile(r"\d{1,2}[.]\d{2}\s?-\s?\d{1,2}[.]\d{2}")
_PRICE = re.compile(
    r"[$€£]\s?\d+(?:[.,]\d{1,2})?"
    rf"|\b\d+(?:[.,]\d{{1,2}})?\s?(?:[$€£]|(?:{either(words('prices', 'units'))})\b)"
)
_LEAST_DIGITS = 7
_DIGIT = re.compile(r"\d")
# What every one of these has.
_CODED = re.compile(r"[\d/@]|www\.")
# "Library, and on Zoom": what begins so is beside a place.
ALSO = re.compile(rf"[+&]|(?:{either(words('attendance', 'also'))})(?!\w)")
_ONLINE = phrases("attendance", "online", "both")
_IN_PERSON = phrases("attendance", "in_person")
_DENIALS = words("accessibility_words", "denied") - {"in"}


class Codes(NamedTuple):
    """What is written for machines: no grammar of words looks into it."""

    links: Sequence[Stretch] = ()
    emails: Sequence[Stretch] = ()
    phones: Sequence[Stretch] = ()
    prices: Sequence[Stretch] = ()

    def within(self, start: int, end: int) -> "Codes":
        if self is NO_CODES:
            return self
        return Codes(*([(first, last) for first, last in kind if start <= first and last <= end] for kind in self))


NO_CODES = Codes()


def find_codes(line: Line) -> Codes:
    if not _CODED.search(line.text):
        return NO_CODES
    return Codes(_find_links(line), _find_emails(line), _find_phones(line), _find_prices(line))


def _find_links(line: Line) -> list[Stretch]:
    if "/" not in line.text and "www." not in line.text:
        return []
    return [_trimmed(line.text, match.start(), match.end()) for match in _URL.finditer(line.text, line.start, line.end)]


def _find_emails(line: Line) -> list[Stretch]:
    if "@" not in line.text:
        return []
    return [match.span() for match in _EMAIL.finditer(line.text, line.start, line.end)]


def _find_phones(line: Line) -> list[Stretch]:
    """Telephones, with the word for one before them."""
    if len(_DIGIT.findall(line.text)) < _LEAST_DIGITS:
        return []
    matches = [
        match for pattern in (_LABELLED_PHONE, _CALLS, _PHONE) for match in pattern.finditer(line.text, *line.bounds)
    ]
    return [match.span() for match in matches if _is_phone(match[0])]


def _is_phone(text: str) -> bool:
    digits = sum(character.isdecimal() for character in text)
    return _LEAST_DIGITS <= digits <= 15 and not (_DATE.search(text) or _HOURS.fullmatch(text))


def _find_prices(line: Line) -> list[Stretch]:
    return [match.span() for match in _PRICE.finditer(line.text, *line.bounds)]


def find_attendance(tokens: Tokens) -> Iterator[tuple[str, int, int]]:
    """ "online" or "both", with where it is said."""
    for name, first, last in _ONLINE.find_all(tokens):
        if tokens.text(first - 1) not in _DENIALS:
            yield name, *tokens.stretch(first, last)


def find_in_person(tokens: Tokens) -> list[Stretch]:
    return [tokens.stretch(first, last) for _name, first, last in _IN_PERSON.find_all(tokens)]


def _trimmed(text: str, start: int, end: int) -> Stretch:
    """Without the punctuation of the sentence that it stands in."""
    while end > start and (text[end - 1] in ".,;:!?'*_" or (text[end - 1] == ")" and "(" not in text[start:end])):
        end -= 1
    return start, end
