"""A date as schema.org's Event (JSON-LD), for search engines. Only what everybody may see."""

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from events.models import Occurrence, Place
from events.models.event import Attendance
from events.wall_time import TIMED, wall_end
from events.who_hosts import HostedBy, hosts_of

_STATUS: dict[str, str] = {
    Occurrence.State.SCHEDULED: "EventScheduled",
    Occurrence.State.POSTPONED: "EventPostponed",
    Occurrence.State.CANCELLED: "EventCancelled",
}
_MODE: dict[str, str] = {
    Attendance.IN_PERSON: "OfflineEventAttendanceMode",
    Attendance.ONLINE: "OnlineEventAttendanceMode",
    Attendance.BOTH: "MixedEventAttendanceMode",
}
# The text stands inside <script>: nothing in it may end the element or look like markup.
_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_ld(occurrence: Occurrence) -> SafeString:
    """The body of <script type="application/ld+json">, empty while not even the town is known: without it search
    engines would take the entry for a faulty one. `schedule`, `shown_place` and what `hosts_of` needs are loaded."""
    location = _location(occurrence)
    if not location:
        return SafeString("")
    return mark_safe(json.dumps(_event(occurrence, location), ensure_ascii=False).translate(_ESCAPED))


def _event(occurrence: Occurrence, location: list[dict[str, Any]]) -> dict[str, Any]:
    event = occurrence.event
    moved = occurrence.is_scheduled and occurrence.has_moved
    return _without_nothing(
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": event.title,
            "description": event.summary or None,
            "url": f"{settings.SITE_URL}{occurrence.get_absolute_url()}",
            "inLanguage": event.language,
            "eventStatus": f"https://schema.org/{'EventRescheduled' if moved else _STATUS[occurrence.state]}",
            "eventAttendanceMode": f"https://schema.org/{_MODE[occurrence.attendance]}",
            "startDate": _moment(occurrence.start_on, occurrence.start_time, occurrence.schedule.zone),
            "endDate": _end(occurrence),
            "previousStartDate": _original(occurrence) if moved else None,
            "location": location,
            "organizer": _one_or_several([_organizer(host) for host in hosts_of(event)]),
            "isAccessibleForFree": {"yes": True, "no": False}.get(event.accessibility.get("free", "")),
        }
    )


def _organizer(host: HostedBy) -> dict[str, Any]:
    page = f"{settings.SITE_URL}/organizations/{host.organization.slug}/" if host.organization else None
    return _without_nothing({"@type": "Organization", "name": host.name, "url": page})


def _one_or_several(things: list[dict[str, Any]]) -> Any:
    return things[0] if len(things) == 1 else things


def _location(occurrence: Occurrence) -> list[dict[str, Any]]:
    found = []
    if occurrence.is_in_person and occurrence.shown_place is not None:
        found.append(_place(occurrence.shown_place))
    elif occurrence.is_in_person and occurrence.town:
        found.append(_town(occurrence))
    if occurrence.is_online and not occurrence.is_in_person:
        page = f"{settings.SITE_URL}{occurrence.get_absolute_url()}"
        found.append({"@type": "VirtualLocation", "url": occurrence.shown_online_url or page})
    return found


def _place(place: Place) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": place.address_lines.replace("\n", ", ") or None,
        "addressLocality": place.locality or None,
        "addressRegion": place.region or None,
        "addressCountry": place.country or None,
    }
    return {"@type": "Place", "name": place.name, "address": _without_nothing(address)}


def _town(occurrence: Occurrence) -> dict[str, Any]:
    """All that everybody may know while the place is hidden or to come."""
    address = {
        "@type": "PostalAddress",
        "addressLocality": occurrence.town,
        "addressCountry": occurrence.country or None,
    }
    return {"@type": "Place", "name": occurrence.town, "address": _without_nothing(address)}


def _moment(day: dt.date, time: dt.time | None, zone: str) -> str:
    if time is None:
        return day.isoformat()
    return dt.datetime.combine(day, time, ZoneInfo(zone)).isoformat(timespec="minutes")


def _end(occurrence: Occurrence) -> str | None:
    if occurrence.duration is None or occurrence.hours != TIMED or occurrence.start_time is None:
        return None
    end = wall_end(occurrence.start_on, occurrence.start_time, occurrence.duration)
    return _moment(end.date(), end.time(), occurrence.schedule.zone)


def _original(occurrence: Occurrence) -> str:
    timed = occurrence.schedule.hours == TIMED
    return _moment(occurrence.original_on, occurrence.original_time if timed else None, occurrence.schedule.zone)


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
