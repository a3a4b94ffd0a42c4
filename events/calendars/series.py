"""A schedule with several dates: the rule, what it does not tell, each date that differs (RFC 5545 section 3.8.5)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from events import wall_time
from events.calendars.content import Facts, Where, content_lines_of
from events.calendars.entries import facts_of, identity_lines, original_of, page_of, span_of_row, vevent
from events.calendars.times import Clock, Moment, Slot, Span, span_of, utc_text
from events.models import Occurrence, Schedule
from events.recurrence import expand

State = Occurrence.State


def series_lines(schedule: Schedule, rows: Sequence[Occurrence], clock: Clock) -> list[str]:
    """One VEVENT with the rule, then one for each date that it does not tell right."""
    event = schedule.event
    facts = _common_facts(schedule, rows)
    ruled = _ruled_dates(schedule, clock)
    first = ruled[0] if ruled else min(original_of(schedule, row) for row in rows)
    master = _span_from(schedule, first)
    said = content_lines_of(event, facts, url=page_of(event))
    lines = [
        "BEGIN:VEVENT",
        *identity_lines(schedule, schedule.sequence),
        clock.line("DTSTART", first),
        *([clock.plain_line("DTEND", master.end)] if master.end is not None else []),
        *_rule_lines(schedule, rows, clock, ruled),
        *said,
        "END:VEVENT",
    ]
    for row in rows:
        original = original_of(schedule, row)
        span = span_of_row(schedule, row)
        is_told = span == _generated(original, master) and clock.reads_alike(span)
        if not is_told or facts_of(row) != facts:
            lines += vevent(
                schedule,
                row,
                clock,
                facts=facts_of(row),
                sequence=schedule.sequence,
                url=page_of(row),
                original=original,
            )
    return lines


def _common_facts(schedule: Schedule, rows: Sequence[Occurrence]) -> Facts:
    """What the series says of itself: the state only where all its dates share it."""
    states = {(row.state, row.note) for row in rows}
    state, note = states.pop() if len(states) == 1 else (State.SCHEDULED, "")
    return Facts(state, schedule.hours, note, Where.public(schedule.event))


def _ruled_dates(schedule: Schedule, clock: Clock) -> list[Moment]:
    """What the RRULE makes, the first of it DTSTART. What the clock skips at its beginning is left to RDATE: libical
    (GNOME, KDE) gives the hour after the gap to every date of a series that begins in one."""
    if not schedule.rule:
        return []
    dates = expand(schedule.start_on, rule=schedule.rule, until_on=schedule.until_on)
    return list(dropwhile(clock.skips, (_at_hour(schedule, date) for date in dates)))


def _rule_lines(schedule: Schedule, rows: Sequence[Occurrence], clock: Clock, ruled: Sequence[Moment]) -> Iterator[str]:
    """RRULE, and beside it what makes the set exactly the rows, whatever has happened to them. One value per line:
    not every client reads a list."""
    # ical.js (Thunderbird) does not count DTSTART where there are only RDATEs: it is one too.
    made, wanted = set(ruled), {original_of(schedule, row) for row in rows}
    if ruled:
        until = _at_hour(schedule, schedule.until_on or schedule.start_on)
        yield f"RRULE:{schedule.rule};UNTIL={_until_text(clock, until)}"
    yield from (clock.line("EXDATE", moment) for moment in sorted(made - wanted))
    yield from (clock.line("RDATE", moment) for moment in sorted(wanted - made))


def _until_text(clock: Clock, until: Moment) -> str:
    """UTC where DTSTART has a zone, a day where it is one (RFC 5545 section 3.3.10). Of an hour that the clock shows
    twice the second: ical.js takes that, and would lose the last date."""
    if isinstance(until, dt.datetime):
        return utc_text(wall_time.last_instant(until, clock.zone))
    return f"{until:%Y%m%d}"


def _span_from(schedule: Schedule, first: Moment) -> Span:
    """How long each date lasts that has no VEVENT of its own."""
    time = first.time() if isinstance(first, dt.datetime) else None
    day = first.date() if isinstance(first, dt.datetime) else first
    return span_of(Slot(day, time, schedule.hours, schedule.duration), zone=schedule.zone)


def _generated(original: Moment, master: Span) -> Span:
    """What a calendar makes of a date without an override: the same *exact* duration (RFC 5545 section 3.8.5.3)."""
    if master.end is None:
        return Span(original, None, None)
    return Span(original, original + (master.end - master.start), master.exact)


def _at_hour(schedule: Schedule, date: dt.date) -> Moment:
    return date if schedule.start_time is None else dt.datetime.combine(date, schedule.start_time)
