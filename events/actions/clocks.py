"""What a new version of tzdata moves. Wall clock and zone are what was announced, and stay; the instants follow."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction

from events.actions.announcement import withdraw_prepared
from events.calendars.touch import touch_calendar
from events.messages.reminder_rows import retime_reminders
from events.models import Occurrence, Schedule
from events.reading.reminders import with_rules
from events.wall_time import derive

BATCH = 200
DERIVED = ("starts_at", "ends_at", "local_day")
FARTHEST = dt.timedelta(days=2)  # no zone's clock is changed by more


def follow_clocks(*, now: dt.datetime) -> int:
    """Derives anew what is not over; how many dates have moved. Their reminders go at the new instants, their calendar
    entries get a new SEQUENCE, and those of no other. Nobody is told: the hour on the wall is the same. Safe to call
    twice."""
    return sum(_follow(pks, now=now) for pks in _batches(now))


def _batches(now: dt.datetime) -> Iterator[Sequence[int]]:
    ahead = Occurrence.objects.filter(ends_at__gt=now - FARTHEST).order_by("pk")
    last = 0
    while pks := list(ahead.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield pks
        last = pks[-1]


@transaction.atomic
def _follow(pks: Sequence[int], *, now: dt.datetime) -> int:
    rows = (
        Occurrence.objects.select_for_update(of=("self",))
        .select_related("schedule", *with_rules("event"))
        .filter(pk__in=pks)
    )
    moved = [row for row in rows.order_by("pk") if _has_moved(row)]
    if moved:
        Occurrence.objects.bulk_update(moved, DERIVED)
        touch_calendar(Schedule.objects.filter(pk__in={row.schedule_id for row in moved}), material=True, now=now)
        withdraw_prepared([row.pk for row in moved], now=now)
        for row in moved:
            retime_reminders(row)
    return len(moved)


def _has_moved(row: Occurrence) -> bool:
    """Takes over what the clock says now, without saving."""
    derived = derive(
        row.start_on, start_time=row.start_time, hours=row.hours, duration=row.duration, zone=row.schedule.zone
    )
    before = [getattr(row, name) for name in DERIVED]
    row.starts_at, row.ends_at, row.local_day = derived.starts_at, derived.ends_at, derived.local_day
    return before != [getattr(row, name) for name in DERIVED]
