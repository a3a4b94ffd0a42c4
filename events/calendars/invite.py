"""One date as a calendar of its own: a file to add by hand, or the invite.ics of a mail."""

from email.utils import parseaddr

from django.conf import settings

from events.calendars.content import Facts, Where
from events.calendars.feed import wrap_calendar
from events.calendars.fragments import Rendered, published_rows, render_date
from events.calendars.text import content_lines, parameter, uri_line
from events.calendars.vtimezone import render_vtimezone
from events.models import Occurrence, Schedule


def render_invite(occurrence: Occurrence, *, language: str, is_confirmed: bool = True) -> bytes:
    """The invite.ics of a mail: METHOD:PUBLISH, no attendee, no rule; the schedule's UID, and RECURRENCE-ID where the
    date is one of several.

    For somebody whose answer is confirmed it holds the place and the link that are hidden from others. SEQUENCE is
    the sum of the public and the private counter, so a change of either reaches the calendar.
    """
    schedule, row = _loaded(occurrence)
    where = Where.confirmed if is_confirmed else Where.public
    facts = Facts(row.state, row.hours, row.note, where(row if row.has_own_whereabouts else row.event))
    sequence = schedule.sequence + schedule.private_sequence
    rendered = render_date(schedule, row, facts=facts, sequence=sequence, language=language)
    return wrap_calendar(_with_organizer(rendered.body, row), _zones(rendered), method="PUBLISH")


def render_date_file(occurrence: Occurrence, *, language: str) -> bytes:
    """What everybody may see of one date, as a file."""
    schedule, row = _loaded(occurrence)
    facts = Facts(row.state, row.hours, row.note, Where.public(row if row.has_own_whereabouts else row.event))
    rendered = render_date(schedule, row, facts=facts, sequence=schedule.sequence, language=language)
    return wrap_calendar(rendered.body, _zones(rendered))


def _loaded(occurrence: Occurrence) -> tuple[Schedule, Occurrence]:
    schedule = Schedule.objects.for_calendar().get(pk=occurrence.schedule_id)
    return schedule, next(row for row in published_rows(schedule) if row.pk == occurrence.pk)


def _zones(rendered: Rendered) -> list[bytes]:
    return [render_vtimezone(zone.name, zone.first_year, zone.last_year) for zone in rendered.zones]


def _with_organizer(body: bytes, row: Occurrence) -> bytes:
    """RFC 5546 section 3.2.1 asks for an ORGANIZER with PUBLISH: the platform's own sending address."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    line = uri_line(f"ORGANIZER;CN={parameter(row.event.organization.name)}", f"mailto:{address}")
    return body.replace(b"END:VEVENT\r\n", content_lines([line]) + b"END:VEVENT\r\n")
