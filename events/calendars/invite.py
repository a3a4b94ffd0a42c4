"""One date as a calendar of its own: a file to add by hand, or the invite.ics of a mail."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from email.utils import parseaddr

from django.conf import settings

from events.calendars.content import Facts, Where
from events.calendars.entries import facts_of
from events.calendars.feed import wrap_calendar
from events.calendars.fragments import Rendered, Zoned, merged_zones, published_rows, render_date
from events.calendars.text import content_lines, parameter, uri_line
from events.calendars.vtimezone import render_vtimezone
from events.models import Occurrence, Schedule
from events.who_hosts import say_hosts
from notifications.kinds import PUBLISH


def render_invite(occurrence: Occurrence, *, language: str, is_confirmed: bool = True) -> bytes:
    """The invite.ics of a mail: METHOD:PUBLISH, no attendee, no rule; the schedule's UID, and RECURRENCE-ID where the
    date is one of several.

    For somebody whose answer is confirmed it holds the place and the link that are hidden from others. SEQUENCE is
    the sum of the public and the private counter, so a change of either reaches the calendar.
    """
    schedules = load_schedules([occurrence.schedule_id])
    return render_invites([occurrence], schedules=schedules, language=language, is_confirmed=is_confirmed)


def render_invites(
    occurrences: Sequence[Occurrence],
    *,
    schedules: Mapping[int, Schedule],
    language: str,
    is_confirmed: bool = True,
) -> bytes:
    """As `render_invite`, for all dates of one person in one calendar; asks the database nothing where `schedules` (of
    `load_schedules`) holds theirs and their places are loaded."""
    bodies: list[bytes] = []
    zones: list[Zoned] = []
    for occurrence in occurrences:
        schedule = schedules[occurrence.schedule_id]
        where = Where.confirmed(occurrence) if is_confirmed else Where.public(occurrence)
        rendered = render_for_person(schedule, occurrence, where=where, language=language)
        bodies.append(_with_organizer(rendered.body, say_hosts(schedule.event, language)))
        zones += rendered.zones
    return wrap_calendar(b"".join(bodies), vtimezones(zones), method=PUBLISH)


def render_for_person(
    schedule: Schedule, occurrence: Occurrence, *, where: Where, language: str, is_maybe: bool = False
) -> Rendered:
    """One date in the calendar of somebody who has answered: SEQUENCE is the sum of the public and the private
    counter, and LAST-MODIFIED is later by a second for each private change, which the public one must not show
    (ICSx5 takes an entry anew only if it is later)."""
    _schedule, row = _row_of(schedule, occurrence)
    private = schedule.private_sequence
    return render_date(
        schedule,
        row,
        facts=Facts(row.state, row.hours, row.note, where, is_maybe),
        sequence=schedule.sequence + private,
        language=language,
        revised_at=schedule.last_modified + dt.timedelta(seconds=private),
    )


def load_schedules(schedule_ids: Iterable[int]) -> dict[int, Schedule]:
    return Schedule.objects.for_calendar().in_bulk(set(schedule_ids))


def render_date_file(occurrence: Occurrence, *, language: str) -> bytes:
    """What everybody may see of one date, as a file."""
    schedule, row = _loaded(occurrence)
    rendered = render_date(schedule, row, facts=facts_of(row), sequence=schedule.sequence, language=language)
    return wrap_calendar(rendered.body, vtimezones(rendered.zones))


def _loaded(occurrence: Occurrence) -> tuple[Schedule, Occurrence]:
    return _row_of(load_schedules([occurrence.schedule_id])[occurrence.schedule_id], occurrence)


def _row_of(schedule: Schedule, occurrence: Occurrence) -> tuple[Schedule, Occurrence]:
    return schedule, next(row for row in published_rows(schedule) if row.pk == occurrence.pk)


def vtimezones(zones: Iterable[Zoned]) -> list[bytes]:
    return [render_vtimezone(zone.name, zone.first_year, zone.last_year) for zone in merged_zones(zones)]


def _with_organizer(body: bytes, name: str) -> bytes:
    """RFC 5546 section 3.2.1 asks for an ORGANIZER with PUBLISH."""
    return body.replace(b"END:VEVENT\r\n", content_lines([organizer_line(name)]) + b"END:VEVENT\r\n")


def organizer_line(name: str) -> str:
    """The platform's own sending address: no person's, and nobody reads what comes to it."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return uri_line(f"ORGANIZER;CN={parameter(name)}", f"mailto:{address}")
