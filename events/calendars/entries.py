"""One VEVENT of a schedule, and what those of one schedule share."""

import datetime as dt

from events.calendars.content import Facts, Where, content_lines_of, page_url
from events.calendars.text import text_line
from events.calendars.times import Clock, Moment, Span, span_of, utc_text
from events.models import Event, Milestone, Occurrence, Schedule


def vevent(
    schedule: Schedule,
    row: Occurrence,
    clock: Clock,
    *,
    facts: Facts,
    sequence: int,
    url: str,
    original: Moment | None = None,
    revised_at: dt.datetime | None = None,
) -> list[str]:
    """`revised_at` where the reader is shown changes that the schedule's own LAST-MODIFIED does not count."""
    span = span_of_row(schedule, row)
    return [
        "BEGIN:VEVENT",
        *identity_lines(schedule, sequence, revised_at=revised_at),
        *([clock.line("RECURRENCE-ID", original)] if original is not None else []),
        clock.plain_line("DTSTART", span.start),
        *([clock.plain_line("DTEND", span.end)] if span.end is not None else []),
        *content_lines_of(schedule.event, facts, url=url),
        "END:VEVENT",
    ]


def identity_lines(source: Schedule | Milestone, sequence: int, *, revised_at: dt.datetime | None = None) -> list[str]:
    """Without METHOD, DTSTAMP means "last revised" (RFC 5545 section 3.8.7.2), so it is data like the others. A public
    action does not make its reader busy."""
    revised = utc_text(revised_at or source.last_modified)
    return [
        text_line("UID", source.uid),
        f"DTSTAMP:{revised}",
        f"CREATED:{utc_text(source.created_at)}",
        f"LAST-MODIFIED:{revised}",
        f"SEQUENCE:{sequence}",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    ]


def span_of_row(schedule: Schedule, row: Occurrence) -> Span:
    return span_of(row, zone=schedule.zone)


def original_of(schedule: Schedule, row: Occurrence) -> Moment:
    if schedule.start_time is None:
        return row.original_on
    return dt.datetime.combine(row.original_on, row.original_time)


def facts_of(row: Occurrence) -> Facts:
    """A row keeps the whereabouts it had: what is over stays where it was when the event moves."""
    return Facts(row.state, row.hours, row.note, Where.public(row))


def page_of(page: Event | Occurrence) -> str:
    return page_url(page.get_absolute_url())
