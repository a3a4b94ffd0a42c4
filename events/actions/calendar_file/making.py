"""Cells of a calendar entry become what an action takes: details, whereabouts. Nothing is invented on the way."""

import re
from decimal import Decimal

from accounts.models import Organization
from events.actions.details import Details
from events.actions.pasted_list.making import default_title
from events.actions.place import parts_of
from events.actions.whereabouts import Where
from events.gazetteer import Town, find_town
from events.imports.action_list.plain_cells import TO_COME, Cells
from events.imports.calendar_file.when import When
from events.imports.language_guess import guess_language
from events.models import Event, Place
from events.models.event import Attendance, Visibility

_POSTCODE = re.compile(r"^\s*(?:[A-Z]{1,2}-)?\d{4,6}\s+|\s+[A-Z]{2}\s+\d{5}$|\s+\d{4,6}$")


def details_of(cells: Cells) -> Details:
    """A title is said from the kind where the entry has none."""
    language = guess_language(f"{cells.get('title', '')}\n{cells.get('note', '')}")
    return Details(
        title=cells.get("title") or default_title(cells, language),
        kind=cells.get("kind") or Event.Kind.OTHER,
        description=cells.get("note", ""),
        language=language,
    )


def where_of(cells: Cells, organization: Organization, *, town: Town | None) -> Where:
    """`town` is that of the place. A link is not made public here: that is for whoever looks through the draft."""
    attendance = cells.get("attendance", Attendance.IN_PERSON)
    is_online = attendance == Attendance.ONLINE
    place = None if is_online else place_of(cells, organization, town=town)
    return Where(
        attendance=attendance,
        place=place,
        place_is_pending=not is_online and place is None,
        town=town.name if town and not is_online else "",
        country=town.country if town and not is_online else "",
        online_url=cells.get("online_url", ""),
        online_visibility=Visibility.CONFIRMED,
    )


def town_of(cells: Cells) -> Town | None:
    """ "Clock Tower, 12 Market St, 10117 Berlin, Germany": the last part but the name that surely is a town that lives
    by the clock of the entry. Slow the first time: not while a transaction holds others up."""
    parts = parts_of(cells.get("place", ""))[1:]
    if not parts or cells.get("attendance") == Attendance.ONLINE:
        return None
    zone = When.from_cell(cells["when"]).zone
    for part in reversed(parts):
        town = find_town(_POSTCODE.sub("", part).strip(), zone=zone)
        if town is not None and town.zone == zone:
            return town
    return None


def place_of(cells: Cells, organization: Organization, *, town: Town | None) -> Place | None:
    """What is before the first comma is the name; all that follows, but for the town, is the address."""
    line = cells.get("place", TO_COME)
    if line == TO_COME or not parts_of(line):
        return None
    name, *rest = parts_of(line)
    address = [part for part in rest if town is None or part != town.name]
    known = {"name": name[:200], "address_lines": ", ".join(address)[:300], "locality": town.name if town else ""}
    place = organization.places.filter(**known).first()
    if place is None:
        place = organization.places.create(**known, country=town.country if town else "")
    if cells.get("geo") and place.latitude is None:
        latitude, longitude = cells["geo"].split(";")
        place.latitude, place.longitude = Decimal(latitude), Decimal(longitude)
        place.save(update_fields=["latitude", "longitude"])
    return place
