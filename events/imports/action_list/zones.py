"""Time zones that the text itself says: "8PM ET", "hora de Madrid", "Cairo time", "بتوقيت القاهرة"."""

from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global

from events.imports.action_list.lines import fold
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import locales, phrases

_LETTERS = phrases("zones")
_SAID = phrases("zone_words", "said")
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class ZoneSpan:
    """`last` is the index after it; without `zone` it is a clock that several places call theirs ("CET", "IST")."""

    start: int
    end: int
    zone: str
    last: int


_AMBIGUOUS = phrases("zone_words", "local")


def zone_at(tokens: Tokens, index: int) -> ZoneSpan | None:
    """The zone that is said at an index, perhaps in brackets."""
    if tokens.text(index) == "(":
        inner = zone_at(tokens, index + 1)
        if inner and tokens.text(inner.last) == ")":
            return ZoneSpan(inner.start, inner.end, inner.zone, inner.last + 1)
        return None
    for clocks in (_LETTERS, _AMBIGUOUS):
        found = clocks.longest_at(tokens, index)
        if found and (len(tokens.text(index)) > 2 or tokens.is_upper(index)):
            return _with_offset(tokens, index, found[1], found[0] if clocks is _LETTERS else "")
    if tokens.text(index) == "," and (said := _said_of_town(tokens, index + 1)):
        return said
    return _said_of_town(tokens, index) or _town_time(tokens, index)


def _said_of_town(tokens: Tokens, index: int) -> ZoneSpan | None:
    said = _SAID.longest_at(tokens, index)
    if said is None:
        return None
    for count in range(_MOST_WORDS, 0, -1):
        last = said[1] + count
        if last <= len(tokens) and (zone := _towns().get(_words(tokens, said[1], last))):
            return _span(tokens, index, last, zone)
    return None


def _town_time(tokens: Tokens, index: int) -> ZoneSpan | None:
    """ "Cairo time"."""
    for count in range(1, _MOST_WORDS + 1):
        if tokens.text(index + count) == "time" and (zone := _towns().get(_words(tokens, index, index + count))):
            return _span(tokens, index, index + count + 1, zone)
    return None


def _with_offset(tokens: Tokens, index: int, last: int, zone: str) -> ZoneSpan:
    """ "GMT+2" is no zone, but many."""
    if tokens.text(last) in ("+", "-") and tokens.joins(last) and tokens.joins(last + 1) and tokens.number(last + 1):
        return _span(tokens, index, last + 2, "")
    return _span(tokens, index, last, zone)


def _words(tokens: Tokens, first: int, last: int) -> str:
    return " ".join(tokens.text(index) for index in range(first, last))


def _span(tokens: Tokens, index: int, last: int, zone: str) -> ZoneSpan:
    return ZoneSpan(*tokens.stretch(index, last), zone, last)


@cache
def _towns() -> dict[str, str]:
    """Zones by the town that they are named after, in the languages that are read; of two of a name, neither."""
    towns: dict[str, set[str]] = {}
    for zone in get_global("zone_territories"):
        if "/" not in zone or zone.startswith("Etc/"):
            continue
        names = {zone.rsplit("/", 1)[1].replace("_", " ")}
        names |= {Locale(locale).time_zones.get(zone, {}).get("city", "") for locale in locales()}
        for name in names - {""}:
            towns.setdefault(" ".join(fold(name).replace("-", " ").split()), set()).add(zone)
    found = {name: next(iter(zones)) for name, zones in towns.items() if len(zones) == 1}
    return found | {"مكه": "Asia/Riyadh", "مكه المكرمه": "Asia/Riyadh", "mexico": "America/Mexico_City"}
