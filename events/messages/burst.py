"""Edits of one date that follow one another: told as one, and not too late."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from events.models import Announcement
from events.remembered import Remembered
from events.wall_time import derive

# Edits that follow one another within it are told as one; so close to the start nothing waits.
PAUSE = timedelta(minutes=2)
CLOSE = timedelta(hours=24)
# However many edits follow one another: so long after the first of them it is told how things are.
LONGEST = timedelta(minutes=10)


def when_told(announcement: Announcement) -> datetime:
    """The end of its pause; at once what never waits, and what follows so many edits that people must hear of them."""
    if not _may_wait(announcement):
        return announcement.created_at
    by_then = _first_of_burst(announcement).created_at + LONGEST
    return max(announcement.created_at, min(announcement.created_at + PAUSE, by_then))


def earliest_start(announcement: Announcement) -> datetime:
    """By its old time or by its new one: whoever would set out soonest by what they know is told first."""
    return min(_start(announcement.old), _start(announcement.new))


def _first_of_burst(announcement: Announcement) -> Announcement:
    """One query."""
    earlier = Announcement.objects.changes().filter(
        occurrence=announcement.occurrence_id, pk__lte=announcement.pk, created_at__lte=announcement.created_at
    )
    return _last_first(earlier.order_by("created_at", "pk"))


def _last_first(changes: Iterable[Announcement]) -> Announcement:
    """The change that opened the last burst of them; `changes` in their order, one at least."""
    first: Announcement | None = None
    before: Announcement | None = None
    for change in changes:
        follows = before is not None and change.created_at <= before.created_at + PAUSE and _may_wait(before)
        if first is None or not follows or change.created_at > first.created_at + LONGEST:
            first = change
        before = change
    if first is None:
        raise ValueError("A burst has one change at least.")
    return first


def _may_wait(announcement: Announcement) -> bool:
    """Whether another edit may follow before it is told."""
    is_close = earliest_start(announcement) - announcement.created_at <= CLOSE
    return announcement.kind != Announcement.Kind.CANCELLED and not is_close


def _start(shown: dict[str, object]) -> datetime:
    date = Remembered.from_json(shown)
    return derive(
        date.start_on, start_time=date.start_time, hours=date.hours, duration=date.duration, zone=date.zone
    ).starts_at
