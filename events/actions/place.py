"""Named locations of an organisation: typed as one line, kept once."""

import re

from django.utils.translation import gettext as _

from accounts.models import Organization
from events.errors import EventsError
from events.gazetteer import towns_named
from events.models import Place
from events.texts import clean_line

LINE_LENGTH = 400
BETWEEN_PARTS = re.compile(r"\s*[,،;\n]\s*")
_HOUSE = re.compile(r"\d{1,3}[a-z]?\s+(?P<street>\D+)", re.IGNORECASE)


def find_or_add_place(organization: Organization, *, text: str) -> Place:
    """The organisation's place that reads as `text`, or a new one. Raises EventsError naming place."""
    line = _clean(text)
    for place in organization.places.order_by("id"):
        if _clean(place.one_line).casefold() == line.casefold():
            return place
    return Place.objects.create(organization=organization, **split_place(line))


def parts_of(line: str) -> list[str]:
    return [part for part in BETWEEN_PARTS.split(line) if part]


def split_place(line: str) -> dict[str, str]:
    """ "Clock Tower Square, 112 Market St, Ashford" as name, address and town: what is between is the address."""
    parts = parts_of(line)
    if len(parts) < 2:
        return {"name": line[:200]}
    if _is_house(parts[-1]):
        return {"name": parts[0][:200], "address_lines": ", ".join(parts[1:])[:300]}
    return {
        "name": parts[0][:200],
        "address_lines": ", ".join(parts[1:-1])[:300],
        "locality": parts[-1][:100],
    }


def place_in_town(line: str, town: str) -> str:
    """A place as one line that ends with its town: "Clock Tower Square, 112 Market St" in Ashford."""
    last = parts_of(line)[-1:]
    if not town or [town.casefold()] == [part.casefold() for part in last]:
        return line
    return f"{line}, {town}"


def _is_house(part: str) -> bool:
    """ "4 Canal Street", but not "1010 Wien" and not "101 Reykjavík"."""
    house = _HOUSE.fullmatch(part)
    return house is not None and not towns_named(house["street"])


def _clean(text: str) -> str:
    line = clean_line(text.replace("\n", ", "), field="place", length=LINE_LENGTH)
    parts = parts_of(line)
    if not parts:
        raise EventsError(_("Where is it? Write the place."), field="place")
    return ", ".join(parts)
