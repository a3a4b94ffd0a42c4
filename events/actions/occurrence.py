"""One date of an event: moved, postponed, cancelled, put back, somewhere else. People who come are told each time."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.announcement import Change, announce
from events.actions.dates import TIMING_FIELDS, set_time
from events.actions.details import write_search_text
from events.actions.locking import check_version, lock_occurrence, raise_version, touch_event
from events.actions.relocation import relocate
from events.actions.whereabouts import Where, write_whereabouts
from events.errors import EventsError
from events.models import Announcement, Event, Occurrence
from events.models.event import Attendance, Visibility
from events.permissions import Editor
from events.remembered import Remembered
from events.texts import clean_line
from events.timing import check_moment, fitting_duration
from events.wall_time import TIMED, TO_BE_ANNOUNCED

NOTE_LENGTH = 300
State = Occurrence.State
Kind = Announcement.Kind


@transaction.atomic
def move_occurrence(
    occurrence: Occurrence,
    *,
    start_on: dt.date,
    start_time: dt.time | None,
    hours: str = TIMED,
    duration: dt.timedelta | None,
    note: str = "",
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Occurrence:
    """Another day, hour or length. `start_on` and `start_time` are wall clock in the schedule's zone.

    An hour that becomes known on the same day is "hour-set", not a change; on another day people are asked again.
    Raises EventsError naming start_on, start_time or duration, EditClash with when it is now.
    """
    event, row = lock_occurrence(occurrence, by=by)
    if row.is_postponed:
        raise EventsError(_("It is postponed. Give it its new date."), field="start_on")
    _refuse_cancelled(row)
    duration = fitting_duration(duration, hours=hours)
    if (row.start_on, row.start_time, row.hours, row.duration) == (start_on, start_time, hours, duration):
        return row
    _check(event, row, version=version, now=now)
    old = Remembered.of(row)
    _take_time(row, start_on=start_on, start_time=start_time, hours=hours, duration=duration, now=now)
    row.note = clean_note(note)
    return _save(event, row, change_of_time(row, old), old=old, now=now)


@transaction.atomic
def postpone_occurrence(
    occurrence: Occurrence,
    *,
    note: str = "",
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Occurrence:
    """It will be, but nobody knows when. Safe to call twice."""
    event, row = lock_occurrence(occurrence, by=by)
    if row.is_postponed:
        return row
    _refuse_cancelled(row)
    _check(event, row, version=version, now=now)
    old = Remembered.of(row)
    row.state, row.note = State.POSTPONED, clean_note(note)
    return _save(event, row, Change(row, Kind.POSTPONED, old), old=old, now=now)


@transaction.atomic
def give_new_date(
    occurrence: Occurrence,
    *,
    start_on: dt.date,
    start_time: dt.time | None,
    hours: str = TIMED,
    duration: dt.timedelta | None,
    note: str = "",
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Occurrence:
    """What was postponed has a date again; answers are asked again unless the day is the old one."""
    event, row = lock_occurrence(occurrence, by=by)
    duration = fitting_duration(duration, hours=hours)
    wanted = (start_on, start_time, hours, duration)
    if row.is_scheduled and wanted == (row.start_on, row.start_time, row.hours, row.duration):
        return row
    if not row.is_postponed:
        raise EventsError(_("It is not postponed."), field="start_on")
    check_version(event, version, theirs=_when_now(row))
    old, old_day = Remembered.of(row), row.start_on
    _take_time(row, start_on=start_on, start_time=start_time, hours=hours, duration=duration, now=now)
    row.state, row.note = State.SCHEDULED, clean_note(note)
    return _save(event, row, Change(row, Kind.RESCHEDULED, old, asks_again=start_on != old_day), old=old, now=now)


@transaction.atomic
def cancel_occurrence(
    occurrence: Occurrence,
    *,
    note: str = "",
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Occurrence:
    """This date will not be; it stays visible. With its last date the event is cancelled. Safe to call twice."""
    event, row = lock_occurrence(occurrence, by=by)
    if row.is_cancelled:
        return row
    _check(event, row, version=version, now=now)
    changes = cancel_dates([row], note=note, now=now)
    fields: tuple[str, ...] = ()
    if not event.occurrences.exclude(state=State.CANCELLED).exists():
        event.cancelled_at, fields = now, ("cancelled_at",)
    raise_version(event, fields=fields)
    touch_event(event, material=True, now=now)
    announce(changes, now=now)
    return row


@transaction.atomic
def reinstate_occurrence(
    occurrence: Occurrence,
    *,
    note: str = "",
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Occurrence:
    """What was cancelled takes place after all, when and where it stood; what waited for its new day then waits again.
    Safe to call twice."""
    event, row = lock_occurrence(occurrence, by=by)
    if not row.is_cancelled:
        return row
    waits = was_postponed(row)
    if waits:
        check_version(event, version, theirs=_when_now(row))
    else:
        _check(event, row, version=version, now=now)
    old = Remembered.of(row)
    row.state, row.note = State.POSTPONED if waits else State.SCHEDULED, clean_note(note)
    if event.is_cancelled:
        event.cancelled_at = None
        event.save(update_fields=["cancelled_at"])
    kind = Kind.POSTPONED if waits else Kind.REINSTATED
    return _save(event, row, Change(row, kind, old), old=old, now=now)


def was_postponed(occurrence: Occurrence) -> bool:
    """Whether it is cancelled, and waited for its new day until then: what people were told of it says so."""
    if not occurrence.is_cancelled:
        return False
    told = occurrence.announcements.filter(kind=Kind.CANCELLED).first()
    return told is not None and told.old["state"] == State.POSTPONED


@transaction.atomic
def change_place(
    occurrence: Occurrence,
    *,
    where: Where,
    note: str = "",
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Occurrence:
    """Other whereabouts for this date. Where it is the event's only date, they are the event's too.

    Raises EventsError naming the field, also where the new limit is lower than what is taken.
    """
    event, row = lock_occurrence(occurrence, by=by)
    where = where.checked(event.organization).keeping_country_of(row)
    if where == Where.of(row):
        return row
    _refuse_cancelled(row)
    _check(event, row, version=version, now=now)
    is_only = not event.occurrences.exclude(pk=row.pk).exists()
    row.has_own_whereabouts = not is_only
    changes = relocate([row], where, now=now)
    _write_note(event, row, note, now=now)
    if is_only:
        write_whereabouts(event, where)
        write_search_text(event)
        event.save()
    raise_version(event)
    announce(changes, now=now)
    return row


def move_online(
    occurrence: Occurrence,
    *,
    online_url: str,
    online_visibility: str = Visibility.CONFIRMED,
    capacity_online: int | None = None,
    note: str = "",
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Occurrence:
    """There is no place any more; who was coming there is now coming online."""
    where = Where(
        attendance=Attendance.ONLINE,
        online_url=online_url,
        online_visibility=online_visibility,
        capacity_online=capacity_online,
    )
    return change_place(occurrence, where=where, note=note, by=by, now=now, version=version)


def cancel_dates(rows: Sequence[Occurrence], *, note: str = "", now: dt.datetime) -> list[Change]:
    """Saves the state of locked dates; returns what to announce. Those cancelled before stay as they are."""
    open_rows = [row for row in rows if not row.is_cancelled]
    changes = [Change(row, Kind.CANCELLED, Remembered.of(row)) for row in open_rows]
    for row in open_rows:
        row.state, row.note = State.CANCELLED, clean_note(note)
        row.moves += 1
        row.moved_at = now
    Occurrence.objects.bulk_update(open_rows, ["state", "note", "moves", "moved_at"], batch_size=100)
    return changes


def _write_note(event: Event, row: Occurrence, note: str, *, now: dt.datetime) -> None:
    note = clean_note(note)
    if note != row.note:
        row.note = note
        row.save(update_fields=["note"])
        touch_event(event, material=False, now=now)


def clean_note(note: str) -> str:
    """Raises EventsError naming note."""
    return clean_line(note, field="note", length=NOTE_LENGTH)


def change_of_time(row: Occurrence, old: Remembered) -> Change:
    """How a new time is told: an hour on the same day is only the hour that was missing."""
    same_day = old.start_on == row.start_on
    if same_day and old.hours == TO_BE_ANNOUNCED and row.hours == TIMED:
        return Change(row, Kind.HOUR_SET, old)
    return Change(row, Kind.MOVED, old, asks_again=not same_day)


def _take_time(
    row: Occurrence,
    *,
    start_on: dt.date,
    start_time: dt.time | None,
    hours: str,
    duration: dt.timedelta | None,
    now: dt.datetime,
) -> None:
    check_moment(start_on, start_time=start_time, hours=hours, duration=duration)
    zone = row.schedule.zone
    set_time(row, start_on=start_on, start_time=start_time, hours=hours, duration=duration, zone=zone)
    if row.ends_at <= now or (row.hours == TIMED and row.starts_at <= now):
        raise EventsError(_("That is in the past."), field="start_on")


def _save(event: Event, row: Occurrence, change: Change, *, old: Remembered, now: dt.datetime) -> Occurrence:
    new = Remembered.of(row)
    if (new.state, new.start_on, new.start_time) != (old.state, old.start_on, old.start_time):
        row.moves += 1
        row.moved_at = now
    row.save(update_fields=[*TIMING_FIELDS, "state", "note", "moves", "moved_at"])
    raise_version(event)
    touch_event(event, material=True, now=now)
    announce([change], now=now)
    return row


def _check(event: Event, row: Occurrence, *, version: int | None, now: dt.datetime) -> None:
    if event.is_published and row.is_past(at=now):
        raise EventsError(_("This date is over: it stays as it was."))
    check_version(event, version, theirs=_when_now(row))


def _refuse_cancelled(row: Occurrence) -> None:
    if row.is_cancelled:
        raise EventsError(_("It is cancelled. Let it take place again first."))


def _when_now(row: Occurrence) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("state", "start_on", "start_time", "hours", "duration", "place")}
