"""Cells become what an action takes: details, timing, whereabouts. Nothing is invented on the way."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Organization
from events.actions.details import Details
from events.actions.place import BETWEEN_PARTS
from events.actions.whereabouts import Where
from events.imports.action_list.plain_cells import ALL_DAY, TO_COME, Cells
from events.models import Call, Event, Kit, Place
from events.models.event import Attendance, Hours
from events.timing import Timing, length_of

WITHOUT_HOUR = {ALL_DAY: Hours.ALL_DAY, TO_COME: Hours.TO_BE_ANNOUNCED, "": Hours.TO_BE_ANNOUNCED}


def details_of(cells: Cells, *, call: Call, kit: Kit | None, language: str) -> Details:
    """The title is the kit's, or said from kind and town, where the list has none."""
    title = cells.get("title", "")
    if not title and not (kit and kit.title):
        title = default_title(cells, language)
    return Details(
        title=title,
        kind=cells.get("kind", Event.Kind.OTHER),
        description=cells.get("note", ""),
        language=language,
        accessibility=dict.fromkeys(cells.get("accessibility", "").split(), "yes"),
        calls=[call],
    )


def default_title(cells: Cells, language: str) -> str:
    """ "Rally in Ashford", "Panel online", "Vigil"; in English where we do not speak `language`."""
    with override(language if language in dict(settings.ALL_LANGUAGES) else settings.LANGUAGE_CODE):
        words = {"kind": str(Event.Kind(cells.get("kind", Event.Kind.OTHER)).label), "town": cells.get("town", "")}
        if cells.get("attendance") == Attendance.ONLINE:
            return _("%(kind)s online") % words
        return _("%(kind)s in %(town)s") % words if words["town"] else words["kind"]


def timing_of_cells(cells: Cells) -> Timing:
    """Of cells with a day and a zone."""
    first, last = dt.date.fromisoformat(cells["day"]), _day(cells.get("last_day"))
    hour = cells.get("hour", "")
    starts = None if hour in WITHOUT_HOUR else dt.time.fromisoformat(hour)
    ends = dt.time.fromisoformat(cells["ends"]) if cells.get("ends") else None
    return Timing(
        start_on=first,
        start_time=starts,
        hours=WITHOUT_HOUR.get(hour, Hours.TIMED),
        zone=cells["zone"],
        duration=length_of(first, last, starts=starts, ends=ends),
    )


def where_of(cells: Cells, organization: Organization) -> Where:
    attendance = cells.get("attendance", Attendance.IN_PERSON)
    place = None if attendance == Attendance.ONLINE else place_of(cells, organization)
    return Where(
        attendance=attendance,
        place=place,
        place_is_pending=attendance != Attendance.ONLINE and place is None,
        town=cells.get("town", ""),
        country=cells.get("country", ""),
        online_url=cells.get("online_url", ""),
    )


def place_of(cells: Cells, organization: Organization) -> Place | None:
    """ "Clock Tower Square, 112 Market St": what is before the first comma is the name, the town a cell of its own."""
    line = cells.get("place", TO_COME)
    if line == TO_COME:
        return None
    name, *street = BETWEEN_PARTS.split(line, maxsplit=1)
    known = {"name": name[:200], "address_lines": "".join(street)[:300], "locality": cells.get("town", "")[:100]}
    known |= {"region": cells["region"][:100]} if cells.get("region") else {}
    found = organization.places.filter(**known).first()
    return found or organization.places.create(**known, country=cells.get("country", "")[:2])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
