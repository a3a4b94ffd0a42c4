"""Which clock? What somebody chooses from where the name of a town does not tell."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _

from events.gazetteer import towns_named
from events.wording import UTC_NAMES, say_city, say_country, say_offset

MOST_TOWNS = 12
COUNTRIES_OF_CODES = {"US"}  # where the gazetteer has the code of a region that people write
Choice = tuple[str, str]


def zone_choices(town: str, *, near: str, at: dt.datetime, language: str) -> list[tuple[str, list[Choice]]]:
    """Groups of (value, label) for a select: the towns of this name, the zones of the country of the zone `near`, and
    all others. `read_zone_choice` takes a value; offsets are those of the instant `at`."""
    at_home, others = zones_near(near, at=at, language=language)
    groups = [
        (_("Towns of this name"), _of_towns(town, at=at, language=language)),
        (_("Near those who call"), at_home),
        (_("All others"), others),
    ]
    return [group for group in groups if group[1]]


def zones_near(near: str, *, at: dt.datetime, language: str) -> tuple[list[Choice], list[Choice]]:
    """The zone `near` with those of its country, and all others; values are names of zones."""
    country = _countries().get(near, "")
    at_home = [zone for zone in _countries() if zone == near or _countries()[zone] == country]
    at_home = at_home if near in at_home else [near]
    others = [zone for zone in ("UTC", *_countries()) if zone not in at_home]
    return _of_zones(at_home, at=at, language=language), _of_zones(others, at=at, language=language)


def read_zone_choice(value: str) -> tuple[str, str]:
    """Zone and country; the country is empty where only a zone was chosen."""
    country, _colon, zone = value.rpartition(":")
    return zone, country


def _of_towns(name: str, *, at: dt.datetime, language: str) -> list[Choice]:
    """The most populous first, each country and clock once."""
    regions: dict[tuple[str, str], list[str]] = {}
    for town in towns_named(name, language):
        known = regions.setdefault((town.country, town.zone), [])
        if town.country in COUNTRIES_OF_CODES and town.region not in known:
            known.append(town.region)
    found = list(regions.items())[:MOST_TOWNS]
    return [
        (f"{country}:{zone}", _say_town(name, country, zone, codes, at=at, language=language))
        for (country, zone), codes in found
    ]


def _say_town(name: str, country: str, zone: str, codes: list[str], *, at: dt.datetime, language: str) -> str:
    """ "Ashford, United States, AL, WI (UTC−6)"."""
    where = _(", ").join([name, say_country(country, language), *codes])
    return f"{where} ({say_offset(zone, at, language)})"


def _of_zones(zones: Iterable[str], *, at: dt.datetime, language: str) -> list[Choice]:
    return sorted(((zone, _say_zone(zone, at, language)) for zone in zones), key=lambda choice: choice[1])


def _say_zone(zone: str, at: dt.datetime, language: str) -> str:
    """ "Madrid (UTC+1)"; UTC is named after no town."""
    offset = say_offset(zone, at, language)
    return offset if zone in UTC_NAMES else f"{say_city(zone, language).rpartition('/')[2]} ({offset})"


@cache
def _countries() -> dict[str, str]:
    """The country of each zone, from the table of the tzdata package."""
    lines = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {zone: country for country, _coordinates, zone, *_comment in rows}
