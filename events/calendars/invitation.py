"""A date as an invitation to one person (iTIP, RFC 5546): the entry that mail programs keep up to date by themselves.

Nobody answers it: PARTSTAT is said already, RSVP is FALSE, and ORGANIZER is the address that all our mails come from
(Gmail takes an entry away only for the sender who made it), of which nobody reads the answers.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from events.calendars.content import Where
from events.calendars.feed import wrap_calendar
from events.calendars.fragments import Rendered, Zoned
from events.calendars.invite import organizer_line, render_for_person, vtimezones
from events.calendars.text import content_lines, uri_line
from events.models import RSVP, Occurrence, Schedule
from events.who_hosts import say_hosts
from notifications.kinds import CANCEL, REQUEST

IDENTITY = ("UID:", "RECURRENCE-ID")
IN_ZONE = re.compile(r"RECURRENCE-ID;TZID=([^:]+):(\d{4})")
# RFC 6068: all else is written in percent.
PLAIN_IN_MAILTO = "!$'*+-._~@"


def identity_of(schedule: Schedule, occurrence: Occurrence) -> str:
    """By what the entry of this date is known now, as lines. A mail program knows no other: another rule of the series
    gives the date another name in the feed, never in an entry that was sent. `schedule` of `load_schedules`."""
    rendered = _rendered(schedule, occurrence, language="en")
    return "\n".join(line for line in _lines_of(rendered) if line.startswith(IDENTITY))


def render_invitation(
    rsvp: RSVP, *, schedules: Mapping[int, Schedule], address: str, is_withdrawn: bool = False
) -> tuple[bytes, str]:
    """The calendar and its METHOD: CANCEL where the date is cancelled or the entry is taken back.

    One VEVENT, as in the calendar of one's own: SEQUENCE is the sum of the public and the private counter, and of how
    often the person took it back.
    """
    occurrence, schedule = rsvp.occurrence, schedules[rsvp.occurrence.schedule_id]
    rendered = _rendered(schedule, occurrence, language=rsvp.language)
    is_off = is_withdrawn or occurrence.is_cancelled
    lines = [_said(line, rsvp, is_off=is_off) for line in _lines_of(rendered) if not line.startswith(IDENTITY)]
    lines[1:1] = rsvp.invited_as.splitlines()
    lines[-1:-1] = [organizer_line(say_hosts(schedule.event, rsvp.language)), _attendee_line(address)]
    method = CANCEL if is_off else REQUEST
    zones = [*rendered.zones, *_zones_of(rsvp.invited_as)]
    return wrap_calendar(content_lines(lines), vtimezones(zones), method=method), method


def _rendered(schedule: Schedule, occurrence: Occurrence, *, language: str) -> Rendered:
    return render_for_person(schedule, occurrence, where=Where.confirmed(occurrence), language=language)


def _lines_of(rendered: Rendered) -> Sequence[str]:
    return rendered.body.decode().replace("\r\n ", "").splitlines()


def _said(line: str, rsvp: RSVP, *, is_off: bool) -> str:
    if line.startswith("SEQUENCE:"):
        return f"SEQUENCE:{int(line.partition(':')[2]) + rsvp.invitation_step}"
    return "STATUS:CANCELLED" if is_off and line.startswith("STATUS:") else line


def _attendee_line(address: str) -> str:
    return uri_line("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE", f"mailto:{quote(address, safe=PLAIN_IN_MAILTO)}")


def _zones_of(identity: str) -> list[Zoned]:
    """Of a RECURRENCE-ID that was written in a zone which the date may have no more."""
    return [Zoned(zone, int(year), int(year)) for zone, year in IN_ZONE.findall(identity)]
