"""A series gets another rule, hour or end: old dates become new ones in one transaction (DESIGN section 4)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.announcement import announce
from events.actions.dates import extra_dates, has_begun, timing_of, write_schedule
from events.actions.locking import check_version, lock_event, lock_schedule_rows, raise_version, touch_event
from events.actions.occurrence import cancel_dates
from events.actions.redating import redate
from events.errors import EventsError
from events.models import Event, Occurrence, Schedule
from events.permissions import Editor
from events.recurrence import Rule, RuleError
from events.recurrence.bounds import MAX_YEARS, years_after
from events.recurrence.expansion import dates_of
from events.remembered import Remembered
from events.timing import Timing


@transaction.atomic
def reschedule(
    event: Event,
    *,
    timing: Timing,
    from_on: dt.date | None = None,
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Schedule:
    """The series gets another hour, rule or end; from `from_on` on, if given ("this and following").

    The same day keeps its row with all that hangs on it; a published day that falls away stays, cancelled, also one
    beside the rule that `timing` does not name; what has begun never changes. Once a date has begun, or from a later
    day on, the schedule ends and a second one with a new UID takes over. Raises EventsError naming the field, EditClash
    with what stands now. Safe to call twice.
    """
    event = lock_event(event, by=by)
    _refuse_cancelled(event)
    schedule = event.schedules.running().get()
    timing = timing.checked()
    if not schedule.is_series and not timing.rule:
        raise EventsError(_("It has one date only: move that date."), field="start_on")
    rows = lock_schedule_rows(event, schedule)
    changed_from = _first_day_that_changes(rows, from_on, now=now)
    stands = replace(timing_of(schedule), rdates=extra_dates(schedule, rows))
    if _is_as_it_stands(timing, stands, since=changed_from or dt.date.min):
        return schedule
    check_version(event, version, theirs=timing_as_dict(timing_of(schedule)))
    remembered = {row.pk: Remembered.of(row) for row in rows}
    changes = []
    if changed_from is not None and not _only_ends_later(timing, schedule):
        timing = replace(timing, rdates=tuple(day for day in timing.rdates if day >= changed_from))
        schedule, rows, left = _hand_over(event, schedule, rows, timing, changed_from=changed_from, now=now)
        changes = cancel_dates(left, now=now)
    changes += redate(event, schedule, rows, timing, remembered=remembered, now=now)
    raise_version(event)
    touch_event(event, material=True, now=now)
    announce(changes, now=now)
    schedule.refresh_from_db()
    return schedule


@transaction.atomic
def extend_schedule(event: Event, *, by: Editor, now: dt.datetime, version: int | None = None) -> Schedule:
    """The same rule for another year. Where the schedule has reached its two years or 400 dates, a second goes on.

    Dates that fell away when it was shortened take place again, and those who come are told.
    """
    event = lock_event(event, by=by)
    _refuse_cancelled(event)
    schedule = event.schedules.running().get()
    if not schedule.rule:
        raise EventsError(_("It does not repeat: there is nothing to extend."))
    check_version(event, version, theirs=timing_as_dict(timing_of(schedule)))
    rows = lock_schedule_rows(event, schedule)
    remembered = {row.pk: Remembered.of(row) for row in rows}
    stands = replace(timing_of(schedule), rdates=extra_dates(schedule, rows))
    timing = _longer(stands)
    if timing is None:
        schedule, rows, timing = _go_on(schedule, rows, stands, now=now)
    changes = redate(event, schedule, rows, timing, remembered=remembered, now=now)
    raise_version(event)
    touch_event(event, material=True, now=now)
    announce(changes, now=now)
    schedule.refresh_from_db()
    return schedule


def _refuse_cancelled(event: Event) -> None:
    if event.is_cancelled:
        raise EventsError(_("It is cancelled as a whole. Let one of its dates take place again first."))


def timing_as_dict(timing: Timing) -> dict[str, object]:
    """What stands, for whoever saved over it."""
    return {name: getattr(timing, name) for name in Timing.__dataclass_fields__}


def _is_as_it_stands(timing: Timing, stands: Timing, *, since: dt.date) -> bool:
    """`timing` may begin with the first date that can still change."""
    if replace(timing, start_on=stands.start_on, exdates=stands.exdates, rdates=stands.rdates) != stands:
        return False
    return timing.dates() == [day for day in stands.dates() if day >= since]


def _first_day_that_changes(rows: Sequence[Occurrence], from_on: dt.date | None, *, now: dt.datetime) -> dt.date | None:
    """None where every date may change, so that one schedule is enough. Raises EventsError naming from_on."""
    begun = [row.original_on for row in rows if has_begun(row, now=now)]
    if not begun:
        return None if from_on is None or all(row.original_on >= from_on for row in rows) else from_on
    after_it = max(begun) + dt.timedelta(days=1)
    if from_on is not None and from_on < after_it:
        raise EventsError(_("This date has begun already. Choose a later one."), field="from_on")
    return from_on or after_it


def _only_ends_later(timing: Timing, schedule: Schedule) -> bool:
    """The same rule with a later end: what has passed stays as it was, so one schedule is enough."""
    stands = timing_of(schedule)
    if stands.until_on is None or timing.until_on is None or timing.until_on < stands.until_on:
        return False
    return replace(timing, until_on=stands.until_on, rdates=()) == replace(stands, rdates=())


def _hand_over(
    event: Event,
    schedule: Schedule,
    rows: Sequence[Occurrence],
    timing: Timing,
    *,
    changed_from: dt.date,
    now: dt.datetime,
) -> tuple[Schedule, list[Occurrence], list[Occurrence]]:
    """Ends the schedule, and gives the rows from the new first date on, and those beside the rule, to a second one with
    a new UID.

    Returns the second schedule, its rows, and the rows between that are left without a date: they stay, cancelled. What
    is postponed waits on where it was.
    """
    if timing.start_on < changed_from:
        raise EventsError(_("Its first new date comes after the last one that stays."), field="start_on")
    beside = set(timing.rdates)
    moving = [row for row in rows if row.original_on >= timing.start_on or row.original_on in beside]
    staying = [row for row in rows if row not in moving]
    _end(schedule, last_on=staying[-1].original_on)
    successor = _successor_of(schedule, now=now)
    write_schedule(successor, timing)
    successor.save()
    left = [row for row in staying if row.original_on >= changed_from and not row.is_postponed]
    return successor, moving, left


def _successor_of(schedule: Schedule, *, now: dt.datetime) -> Schedule:
    """It counts on: invitations keep the UID under which they were sent, and their SEQUENCE must not fall."""
    counters = {"sequence": schedule.sequence, "private_sequence": schedule.private_sequence}
    return Schedule(event=schedule.event, created_at=now, last_modified=now, **counters)


def _end(schedule: Schedule, *, last_on: dt.date) -> None:
    """UNTIL, and nothing later in its exceptions."""
    last = last_on.isoformat()
    schedule.ended_on = last_on
    schedule.rdates = [day for day in schedule.rdates if day <= last]
    schedule.exdates = [day for day in schedule.exdates if day <= last]
    if schedule.rule:
        schedule.until_on = max(last_on, schedule.start_on)
    schedule.save(update_fields=["ended_on", "until_on", "rdates", "exdates"])


def _longer(timing: Timing) -> Timing | None:
    """A year more within the bounds of one schedule; None if that brings no date."""
    if timing.until_on is None:
        return None
    until_on = min(years_after(timing.until_on, 1), years_after(timing.start_on, MAX_YEARS))
    try:
        longer = replace(timing, until_on=until_on).checked()
    except RuleError:  # more than 400 dates
        return None
    return longer if longer.until_on and longer.until_on > timing.until_on else None


def _go_on(
    schedule: Schedule, rows: Sequence[Occurrence], timing: Timing, *, now: dt.datetime
) -> tuple[Schedule, list[Occurrence], Timing]:
    """A second schedule whose first date is the next one that the rule makes, with the rows from there on."""
    last_on = timing.until_on or timing.start_on
    later = dates_of(Rule.from_stored(timing.rule), start_on=timing.start_on, until_on=years_after(last_on, 100))
    start_on = next(day for day in later if day > last_on)
    beside = tuple(day for day in timing.rdates if day > last_on)
    following = replace(timing, start_on=start_on, until_on=None, exdates=(), rdates=beside).checked()
    _end(schedule, last_on=last_on)
    successor = _successor_of(schedule, now=now)
    write_schedule(successor, following)
    successor.save()
    return successor, [row for row in rows if row.original_on > last_on], following
