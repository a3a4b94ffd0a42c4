"""Which town a name means: one, or honestly none."""

import re
from dataclasses import replace
from functools import lru_cache

from babel.core import get_global

from events.gazetteer.index import Entry, open_index
from events.gazetteer.regions import fits, is_known_region
from events.gazetteer.town import Town, fold_name

_LEAST_PEOPLE = 100_000
_TIMES_LARGER = 10
_TIMES_LARGER_WITHIN = 3
_REMEMBERED = 4096
_COMMA = re.compile(r"\s*[,،]\s*")
_MOST_REGION_WORDS = 3  # "District of Columbia"
_ARABIC = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي -")


@lru_cache(maxsize=_REMEMBERED)
def find_town(name: str, *, region: str = "", country: str = "", zone: str = "") -> Town | None:
    """The town that a name means beyond doubt, or nothing.

    `region` is the word beside the name ("NB", "Bretagne", "UK"), `country` an ISO code: a town that lies elsewhere
    does not count. A region that is not known rules nothing out, so then the name itself must be borne by one town.

    Sure is a name of one town; or of one that has at least 100,000 people and ten times as many as the next, so that
    of ten people who write the bare name nine mean this one: "Paris" is in France, "Ashford", "Córdoba" and
    "Birmingham" (six times its namesake) are not sure. Another town's former or minor name counts for a tenth of it.
    Where `region` or `country` narrow it down, three times as many people are enough. `zone` is the clock that whoever
    asks lives by: a namesake in that zone's country makes a town elsewhere unsure, for to Texas "Paris" is near.
    """
    entries = _entries(name)
    if country:
        entries = [entry for entry in entries if entry.town.country == country.upper()]
    judged = [(entry, fits(entry.town, region)) for entry in entries] if region else []
    if region and not any(fit is None for _entry, fit in judged):
        entries = [entry for entry, fit in judged if fit]
    elif region:
        return entries[0].town if len(entries) == 1 else None
    best = _outstanding(name, entries, narrowed=bool(region or country))
    if best is None or not zone or region or country:
        return best
    near = get_global("zone_territories").get(zone)
    return best if best.country == near or all(entry.town.country != near for entry in entries) else None


def towns_named(name: str, language: str = "") -> list[Town]:
    """The towns that somebody may mean who types a name, most populous first, each named as they would write it.

    A name in another script than the town's own is kept as typed; for a reader of Arabic the Arabic name is taken
    where the gazetteer has just one.
    """
    towns = [_named(entry, name, language) for entry in _entries(name)]
    return sorted(towns, key=lambda town: -town.population)


def split_town(text: str) -> tuple[str, str]:
    """The town that somebody has typed, and the word beside it that says which: "Ashford, Kent", "Portland OR". Without
    a comma only where no town has the whole name and one has the shorter: "Mexico City" is no city in Mexico."""
    name, *beside = [part for part in _COMMA.split(text.strip()) if part][:2] or [""]
    if beside or not name or _entries(name):
        return name, beside[0] if beside else ""
    words = name.split()
    for count in range(1, min(_MOST_REGION_WORDS, len(words) - 1) + 1):
        town, region = " ".join(words[:-count]), " ".join(words[-count:])
        if is_known_region(region) and _entries(town):
            return town, region
    return name, ""


def _entries(name: str) -> list[Entry]:
    index = open_index()
    return index.entries(name) if index and name.strip() else []


def _outstanding(name: str, entries: list[Entry], *, narrowed: bool) -> Town | None:
    """The only town, or the one that is larger than all others by far."""
    ranked = sorted(((_weight(entry, name), entry.town) for entry in entries), key=lambda pair: -pair[0])
    if len(ranked) <= 1:
        return ranked[0][1] if ranked else None
    (first, town), (second, _other) = ranked[:2]
    if narrowed:
        return town if first and first >= _TIMES_LARGER_WITHIN * second else None
    return town if town.population >= _LEAST_PEOPLE and first >= _TIMES_LARGER * second else None


def _weight(entry: Entry, name: str) -> float:
    """How many people a name stands for here: in another script than its own every name of a town is as good."""
    is_own = fold_name(entry.town.name) == fold_name(name) or not fold_name(name).isascii()
    return entry.town.population if is_own else entry.town.population / 10


def _named(entry: Entry, name: str, language: str) -> Town:
    if not fold_name(name).isascii():
        return replace(entry.town, name=next(known for known in entry.names if fold_name(known) == fold_name(name)))
    arabic = [known for known in entry.names if _ARABIC.issuperset(known)] if language.startswith("ar") else []
    return replace(entry.town, name=arabic[0]) if len(arabic) == 1 else entry.town
