"""Dates as people write them at the head of a text: "20 January 2025", "Jan. 20, 2025", "٢٠ يناير ٢٠٢٥"."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

# ar_LB and ar_DZ have month names of their own (كانون الثاني, جانفي).
_LOCALES = ("en", "ar", "ar_LB", "ar_DZ", "es", "fr", "de", "pt", "it", "nl", "tr", "ru", "uk")
_LINE_LENGTH = 90

_PREFIX = (
    r"(?:(?:first |last )?(?:published|posted|updated|issued|released|dated?|نشر|نُشر|بتاريخ|تاريخ النشر)"
    r"(?: on| at|:)*\s*:?\s*)?"
)
_TIME = r"(?:[,\s]+(?:at\s+)?\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s+[a-z]{2,4})?)?"
_TAIL = r"(?:\s*[|·•–—-]?\s*(?:by\s.{1,60}|\d+\s+min(?:ute)?s?\s+read|بقلم\s.{1,60}))?"
_PLACE = r"(?:[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,2}\s*[,،:]\s*)?"
_HAMZA = str.maketrans("أإآ", "ااا")


def ascii_digits(text: str) -> str:
    """Digits of any script as 0-9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def read_date_line(line: str, *, with_place: bool = False) -> date | None:
    """The date of a line that says nothing else (a weekday, an hour, "Published", a byline may stand beside it).

    "3/4/2025" is not understood: half of the readers would be a month off.
    """
    text = _fold(line)
    if len(text) > _LINE_LENGTH:
        return None
    place = _PLACE if with_place else ""
    whole = re.compile(rf"{_PREFIX}{place}(?:(?:{_weekdays()})[,،]?\s+)?(?:{_date_pattern()}){_TIME}{_TAIL}[.\s]*")
    match = whole.fullmatch(text)
    return _date_of(match) if match else None


def dates_in(line: str) -> list[date]:
    """The full dates (with a year) that a line mentions."""
    return [found for match in re.finditer(_date_pattern(), _fold(line)) if (found := _date_of(match))]


def _fold(line: str) -> str:
    return " ".join(ascii_digits(unicodedata.normalize("NFC", line)).lower().translate(_HAMZA).split())


def _date_of(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    day = groups["d1"] or groups["d2"] or groups["d3"] or groups["d4"]
    year = groups["y1"] or groups["y2"] or groups["y3"] or groups["y4"]
    month = _months().get(groups["m1"] or groups["m2"] or "") or int(groups["m3"] or groups["m4"] or 0)
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _date_pattern() -> str:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return (
        rf"\b(?P<m1>{names})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[,،]?\s+(?P<y1>\d{{4}})\b"
        rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?(?P<m2>{names})\.?[,،]?\s+(?:de\s+)?(?P<y2>\d{{4}})\b"
        r"|\b(?P<y3>\d{4})-(?P<m3>\d{1,2})-(?P<d3>\d{1,2})\b"
        r"|\b(?P<d4>\d{1,2})\.\s?(?P<m4>\d{1,2})\.\s?(?P<y4>\d{4})\b"
    )


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Month names of all languages; a name that means two months in two languages is left out."""
    months: dict[str, int] = {}
    twofold: set[str] = set()
    for number, name in _names(get_month_names):
        if months.setdefault(name, number) != number:
            twofold.add(name)
    return {name: number for name, number in months.items() if name not in twofold} | {"sept": 9}


@lru_cache(maxsize=1)
def _weekdays() -> str:
    return "|".join(
        sorted({re.escape(name) + r"\.?" for _number, name in _names(get_day_names)}, key=len, reverse=True)
    )


def _names(source: object) -> Iterator[tuple[int, str]]:
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in source(width, context, locale).items():  # type: ignore[operator]
                    yield number, name.lower().rstrip(".").translate(_HAMZA)
