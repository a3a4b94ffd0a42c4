"""Links that put one date into a calendar on the web, for whoever does not subscribe. Only what everybody may see; no
service is asked anything before somebody follows one."""

import datetime as dt
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from events import wall_time
from events.calendars.content import Where, location_of
from events.calendars.times import Span, span_of
from events.models import Occurrence


class AddLink(NamedTuple):
    name: str | Promise
    url: str


def add_links(occurrence: Occurrence) -> list[AddLink]:
    """Of a date that takes place; its `schedule`, `event` and `shown_place` are loaded. None knows a change that comes
    later: `details` says where to look."""
    if not occurrence.is_scheduled:
        return []
    span = span_of(occurrence, zone=occurrence.schedule.zone)
    where, title = location_of(Where.public(occurrence)), occurrence.event.title
    details = _("Details and changes: %(url)s") % {"url": settings.SITE_URL + occurrence.get_absolute_url()}
    first, last = _moments(span, occurrence.schedule.zone)
    is_day = not isinstance(span.start, dt.datetime)
    google = {"action": "TEMPLATE", "text": title, "dates": f"{_basic(first)}/{_basic(last)}"}
    outlook = {"rru": "addevent", "path": "/calendar/action/compose", "subject": title}
    outlook |= {"startdt": _extended(first), "enddt": _extended(last), "allday": "true" if is_day else "false"}
    yahoo = {"v": "60", "title": title, "st": _basic(first)} | ({"dur": "allday"} if is_day else {"et": _basic(last)})
    return [
        AddLink(
            "Google", _address("https://calendar.google.com/calendar/render", google, details=details, location=where)
        ),
        AddLink("Outlook.com", _outlook("outlook.live.com", outlook, body=details, location=where)),
        AddLink("Microsoft 365", _outlook("outlook.office.com", outlook, body=details, location=where)),
        AddLink("Yahoo", _address("https://calendar.yahoo.com/", yahoo, desc=details, in_loc=where)),
    ]


def _moments(span: Span, zone: str) -> tuple[dt.date, dt.date]:
    """Days (the last exclusive) or instants; without a known end the start twice: nothing is invented."""
    last = span.start if span.end is None else span.end
    return _instant(span.start, zone), _instant(last, zone)


def _instant(moment: dt.date, zone: str) -> dt.date:
    return wall_time.instant(moment, zone) if isinstance(moment, dt.datetime) else moment


def _basic(moment: dt.date) -> str:
    if isinstance(moment, dt.datetime):
        return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    return f"{moment:%Y%m%d}"


def _extended(moment: dt.date) -> str:
    if isinstance(moment, dt.datetime):
        return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    return moment.isoformat()


def _outlook(host: str, common: dict[str, str], **more: str) -> str:
    return _address(f"https://{host}/calendar/0/action/compose", common, **more)


def _address(base: str, common: dict[str, str], **more: str) -> str:
    """Spaces as %20: Outlook shows a plus as it stands."""
    said = {key: value for key, value in (common | more).items() if value}
    return f"{base}?{urlencode(said, quote_via=quote)}"
