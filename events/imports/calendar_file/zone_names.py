"""What a TZID means: an IANA name, a Windows name (CLDR), or one of those inside another program's own."""

from collections.abc import Mapping
from functools import cache

from babel.core import get_global

from events.wall_time import is_zone, zone_names

_MOST_PARTS = 3


def find_zone_of(tzid: str, *, said_by_file: Mapping[str, str]) -> str:
    """Empty where nobody can tell. `said_by_file` are the X-LIC-LOCATION of its VTIMEZONEs by TZID."""
    name = tzid.strip().strip('"')
    for candidate in (name, *_tails(name), said_by_file.get(tzid, "")):
        if zone := _known(candidate):
            return zone
    return ""


def _tails(name: str) -> list[str]:
    """ "/mozilla.org/20070129_1/Europe/Berlin" ends with a zone."""
    parts = name.split("/")
    return ["/".join(parts[-number:]) for number in range(2, _MOST_PARTS + 1) if len(parts) > number]


def _known(name: str) -> str:
    if is_zone(name):
        return name
    windows = get_global("windows_zone_mapping").get(name, "")
    return windows if windows and is_zone(windows) else _folded().get(name.casefold(), "")


@cache
def _folded() -> dict[str, str]:
    return {name.casefold(): name for name in zone_names()}
