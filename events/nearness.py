"""Near a town that a reader has named: which town that is, and how far from it things are.

Where a thing is comes from what everybody may know: the coordinates of a shown place, otherwise the town by its name,
country and clock. Without the gazetteer nothing is near.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _

from events.gazetteer import Town, distance_km, find_town, split_town, towns_named
from events.gazetteer.regions import fits, region_name
from events.gazetteer.town import fold_name
from events.wall_time import is_same_clock

LONGEST_NAME = 100
DEFAULT_RADIUS, LEAST_RADIUS, MOST_RADIUS = 50, 1, 500
MOST_OTHERS = 4
_COMPARABLE = 25  # times as many people, and a namesake is not meant
_SURE = 3  # times as many people, among namesakes by one clock
_COMMA = re.compile(r"[,،]")


# Of an occurrence, in the order of a Spot.
SPOT_COLUMNS = ("town", "country", "schedule__zone", "shown_place__latitude", "shown_place__longitude")


class Spot(NamedTuple):
    """Where something is, as everybody may know it. `zone` is the IANA name of its clock."""

    town: str
    country: str
    zone: str
    latitude: float | None = None
    longitude: float | None = None


class Somewhere(Protocol):
    """An occurrence, with its schedule and its shown place."""

    town: str
    country: str
    shown_place: Any

    @property
    def zone(self) -> str: ...


def spot_of(row: Somewhere) -> Spot:
    place = row.shown_place
    return Spot(row.town, row.country, row.zone, place and place.latitude, place and place.longitude)


class _Point(NamedTuple):
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Near:
    """A town as a reader has named it. `town` is None for one that the gazetteer does not know: then only what bears
    the name is near. `others` are towns of the same name that may be meant as well."""

    name: str  # without what was typed behind a comma
    radius_km: int
    town: Town | None
    others: tuple[Town, ...] = ()

    def distance_to(self, spot: Spot) -> float | None:
        """Kilometres; None where it cannot be told."""
        point = _point_of(spot)
        if self.town is not None and point is not None:
            return distance_km(self.town, point)
        is_same_name = bool(spot.town) and fold_name(spot.town) == fold_name(self.name)
        return 0.0 if is_same_name and (self.town is None or is_same_clock(self.town.zone, spot.zone)) else None

    def reaches(self, kilometres: float | None) -> bool:
        return kilometres is not None and kilometres <= self.radius_km

    @property
    def said_name(self) -> str:
        return self.town.name if self.town is not None else self.name


def understand_near(text: str, *, language: str, radius_km: int | None = None) -> Near:
    """ "Ashford", "Ashford, Connecticut", "أشفورد": the most populous town of that name, unless what stands behind a
    comma says another."""
    name, *regions = (part.strip() for part in _COMMA.split(text)) if _COMMA.search(text) else split_town(text)
    towns = _towns(name, regions)
    own = [town for town in towns if fold_name(town.name) == fold_name(name)] or towns
    radius = radius_km or DEFAULT_RADIUS
    return Near(name, radius, own[0], _comparable(own, language)) if own else Near(name, radius, None)


def say_town(town: Town, language: str) -> str:
    """ "Ashford, Connecticut, United States"; `understand_near` reads it back as this town."""
    return _(", ").join(filter(None, [town.name, region_name(town), _country_name(town.country, language)]))


def _towns(name: str, regions: Iterable[str]) -> list[Town]:
    """A word beside the name that nobody knows rules nothing out."""
    return [town for town in towns_named(name) if all(fits(town, region) is not False for region in regions if region)]


def _comparable(towns: list[Town], language: str) -> tuple[Town, ...]:
    first, *rest = towns
    large = [town for town in rest if town.population * _COMPARABLE >= first.population]
    by_label = {say_town(town, language): town for town in reversed([first, *large])}
    return tuple(town for town in large if by_label[say_town(town, language)] is town)[:MOST_OTHERS]


def _point_of(spot: Spot) -> Town | _Point | None:
    if spot.latitude is not None and spot.longitude is not None:
        return _Point(float(spot.latitude), float(spot.longitude))
    return _locate(spot.town, spot.country, spot.zone)


@lru_cache(maxsize=4096)
def _locate(name: str, country: str, zone: str) -> Town | None:
    """A town that is sure by its name, or the one that keeps the clock of its actions."""
    if not name:
        return None
    found = find_town(name, country=country, zone=zone)
    if found is not None and (country or is_same_clock(found.zone, zone)):
        return found
    towns = [town for town in towns_named(name) if town.zone == zone and country in ("", town.country)]
    if len(towns) > 1 and towns[0].population < _SURE * towns[1].population:
        return None
    return next(iter(towns), None)


def _country_name(code: str, language: str) -> str:
    try:
        return Locale.parse(language, sep="-").territories.get(code, code)
    except (ValueError, UnknownLocaleError):
        return Locale("en").territories.get(code, code)
