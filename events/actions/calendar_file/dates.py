"""The dates that a file says, written to an event by the verbs that a page uses: who comes is told of each change."""

import datetime as dt

from events.actions.dates import has_begun
from events.actions.details import Details
from events.actions.event import edit_event
from events.actions.occurrence import (
    cancel_occurrence,
    give_new_date,
    move_occurrence,
    reinstate_occurrence,
)
from events.actions.schedule import reschedule
from events.imports.calendar_file.when import CANCELLED, Moved, When
from events.models import Event, Occurrence
from events.permissions import Editor
from events.timing import Timing
from events.wall_time import derive, instant, wall_clock


def plan_of_draft(when: When, *, now: dt.datetime) -> Timing:
    """Nobody knows of it yet: what is cancelled, or was moved into the past, is left out."""
    when = without_what_is_gone(when, now=now)
    return when.plan(from_on=when.begins(today_of(when, now=now)))


def without_what_is_gone(when: When, *, now: dt.datetime) -> When:
    for day, how in when.other.items():
        if isinstance(how, str) or _starts_at(how, when.zone) <= now:
            when = when.without(day)
    return when


def today_of(when: When, *, now: dt.datetime) -> dt.date:
    return wall_clock(now, when.zone).date()


def move_dates(event: Event, when: When, *, before: When | None, by: Editor, now: dt.datetime) -> None:
    """Each date to come as the file has it. `before` is what the file said last: what was otherwise only then is put
    back, what somebody has changed here beside it stays."""
    rows = event.occurrences.filter(schedule__ended_on=None).select_related("schedule", "event")
    for row in rows.order_by("original_on"):
        how = when.other.get(row.original_on)
        was = before.other.get(row.original_on) if before else None
        if (how is None and was is None) or (event.is_published and row.is_past(at=now)):
            continue
        if how == CANCELLED:
            cancel_occurrence(row, by=by, now=now)
            continue
        if row.is_cancelled and was == CANCELLED:
            row = reinstate_occurrence(row, by=by, now=now)
        planned = Moved(row.original_on, row.schedule.start_time, row.schedule.duration)
        if not row.is_cancelled:
            move_to(row, how if isinstance(how, Moved) else planned, by=by, now=now)


def move_to(row: Occurrence, to: Moved, *, by: Editor, now: dt.datetime) -> None:
    """A new date where it is postponed, another one where it is not; what stands already is left alone."""
    if (row.start_on, row.start_time, row.duration) == (to.start_on, to.start_time, to.duration) and row.is_scheduled:
        return
    change = give_new_date if row.is_postponed else move_occurrence
    change(row, start_on=to.start_on, start_time=to.start_time, hours=to.hours, duration=to.duration, by=by, now=now)


def redate(event: Event, when: When, *, before: When | None, by: Editor, now: dt.datetime) -> None:
    """A draft is made anew; of a public one the only date moves, or the series is rescheduled from the next date on."""
    if not event.is_published:
        edit_event(event, details=Details.of(event), timing=plan_of_draft(when, now=now), by=by, now=now)
        move_dates(event, when, before=None, by=by, now=now)
        return
    rows = list(event.occurrences.select_related("schedule", "event").order_by("original_on"))
    if len(rows) == 1 and not when.is_series:
        move_to(rows[0], _on_clock_of(when, rows[0].schedule.zone), by=by, now=now)
        return
    known = {row.original_on for row in rows}
    for day, how in when.other.items():
        if how == CANCELLED and day not in known:
            when = when.without(day)
    running = [row for row in rows if row.schedule.ended_on is None]
    begun = [row.original_on for row in running if has_begun(row, now=now)]
    begins = when.begins(today_of(when, now=now))
    timing = when.plan(from_on=max([begins, *(day + dt.timedelta(days=1) for day in begun)]))
    reschedule(event, timing=timing, by=by, now=now)
    move_dates(event, when, before=before, by=by, now=now)


def _on_clock_of(when: When, zone: str) -> Moved:
    """The zone of a public date stays: the instant counts."""
    if when.start_time is None or when.zone == zone:
        return Moved(when.start_on, when.start_time, when.duration)
    start = dt.datetime.combine(when.start_on, when.start_time)
    there = wall_clock(instant(start, when.zone), zone)
    return Moved(there.date(), there.time(), when.duration)


def _starts_at(one: Moved, zone: str) -> dt.datetime:
    derived = derive(one.start_on, start_time=one.start_time, hours=one.hours, duration=one.duration, zone=zone)
    return derived.ends_at if one.start_time is None else derived.starts_at
