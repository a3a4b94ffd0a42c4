"""Dates get other whereabouts: rows, seats, who follows, and what people are told."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F

from events.actions.announcement import Change
from events.actions.whereabouts import FIELDS, Where, settle_seats, write_whereabouts
from events.calendars.touch import touch_calendar
from events.models import RSVP, Announcement, Occurrence, Schedule
from events.models.event import Attendance
from events.remembered import Remembered

SEATS = ("going_in_person", "going_online")


def relocate(occurrences: Sequence[Occurrence], where: Where, *, now: dt.datetime) -> list[Change]:
    """Writes a checked `where` to locked dates of public events and marks their calendar entries.

    Returns what people have to be told; empty where only limits, or what the public may see, have changed, and of what
    is cancelled. Raises EventsError naming the capacity that is too low.
    """
    changes, attended_otherwise = [], []
    olds = {occurrence.pk: Remembered.of(occurrence) for occurrence in occurrences}
    for occurrence in occurrences:
        before = Where.of(occurrence)
        write_whereabouts(occurrence, where)
        settle_seats(occurrence)
        if before.attendance != where.attendance != Attendance.BOTH:
            attended_otherwise.append(occurrence.pk)
        if (kind := _kind_of_change(before, where)) and not occurrence.is_cancelled:
            changes.append(Change(occurrence, kind, olds[occurrence.pk]))
    RSVP.objects.filter(occurrence__in=attended_otherwise).update(attendance=where.attendance)
    Occurrence.objects.bulk_update(occurrences, [*FIELDS, *SEATS, "has_own_whereabouts"], batch_size=100)
    shown_otherwise = [row for row in occurrences if Remembered.of(row).says_another_place_than(olds[row.pk])]
    _touch(shown_otherwise, told=[change.occurrence for change in changes], now=now)
    return changes


def _touch(shown_otherwise: Sequence[Occurrence], *, told: Sequence[Occurrence], now: dt.datetime) -> None:
    """SEQUENCE for what everybody sees. What only people who have confirmed see leaves the public entry alone, and
    raises the second counter: nobody can tell from a feed that a hidden place has changed."""
    public = {row.schedule_id for row in shown_otherwise}
    if public:
        touch_calendar(Schedule.objects.public().filter(pk__in=public), material=True, now=now)
    hidden = {row.schedule_id for row in told} - public
    if hidden:
        Schedule.objects.filter(pk__in=hidden).update(private_sequence=F("private_sequence") + 1)


def _kind_of_change(before: Where, after: Where) -> str | None:
    if after.attendance == Attendance.ONLINE and before.attendance != Attendance.ONLINE:
        return Announcement.Kind.MOVED_ONLINE
    return None if _seen(before) == _seen(after) else Announcement.Kind.PLACE_CHANGED


def _seen(where: Where) -> tuple[object, ...]:
    """What people have to know; a place says its town itself."""
    town = where.town if where.place is None else ""
    return (where.attendance, where.place, where.place_is_pending, where.online_url, where.public_area, town)


def coming_without_own_whereabouts(occurrences: Sequence[Occurrence], *, now: dt.datetime) -> list[Occurrence]:
    return [row for row in occurrences if not row.has_own_whereabouts and not row.is_over(at=now)]
