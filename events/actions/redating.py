"""Which old date becomes which new one when a schedule changes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from events.actions.announcement import Change
from events.actions.dates import (
    SCHEDULE_FIELDS,
    TIMING_FIELDS,
    add_dates,
    has_begun,
    original_time,
    set_time,
    take_hour,
    timing_of,
    write_schedule,
)
from events.actions.occurrence import change_of_time
from events.models import Announcement, Event, Occurrence, Schedule
from events.recurrence import expand
from events.remembered import Remembered
from events.timing import Timing

State = Occurrence.State
Kind = Announcement.Kind
SAVED = (*TIMING_FIELDS, "schedule", "original_time", "state", "moves", "moved_at")


@dataclass(slots=True)
class Plan:
    """`returning` fell away by an earlier change and are made again; `forgotten` nobody has ever seen."""

    kept: list[Occurrence] = field(default_factory=list)
    returning: list[Occurrence] = field(default_factory=list)
    vanished: list[Occurrence] = field(default_factory=list)
    forgotten: list[Occurrence] = field(default_factory=list)
    new_days: list[dt.date] = field(default_factory=list)

    @property
    def staying(self) -> list[Occurrence]:
        return self.kept + self.returning + self.vanished


def redate(
    event: Event,
    schedule: Schedule,
    rows: Sequence[Occurrence],
    timing: Timing,
    *,
    remembered: Mapping[int, Remembered],
    now: dt.datetime,
) -> list[Change]:
    """The schedule takes a checked `timing` and its locked `rows` follow; returns what people have to be told.

    `remembered` is what the public was shown of each row, by its id. Rows that have begun are among them only where
    hour and rule stay as they are, so that nothing about them changes.
    """
    followed = {row.pk for row in rows if _follows(row)}
    plan = map_rows(rows, timing, fell_away=_fell_away(rows), now=now)
    Occurrence.objects.filter(pk__in=[row.pk for row in plan.forgotten]).delete()
    write_schedule(schedule, _keeping_published(timing, plan))
    schedule.save(update_fields=SCHEDULE_FIELDS)
    days = set(timing.dates())
    for row in plan.staying:
        _take_over(row, schedule, follows=row.pk in followed and row.original_on in days)
    changes = _changes(plan, remembered)
    for change in changes:
        _count_move(change, now)
    Occurrence.objects.bulk_update(plan.staying, SAVED, batch_size=100)
    add_dates(schedule, plan.new_days, event=event, now=now)
    return changes


def map_rows(rows: Sequence[Occurrence], timing: Timing, *, fell_away: set[dt.date], now: dt.datetime) -> Plan:
    """What has begun stays as it was, and what is postponed waits for its new day, whatever the days are now."""
    plan, days = Plan(), set(timing.dates())
    for row in rows:
        if row.date_slug is not None and (has_begun(row, now=now) or row.is_postponed):
            plan.kept.append(row)
        elif row.original_on not in days:
            (plan.vanished if row.date_slug is not None else plan.forgotten).append(row)
        elif row.is_cancelled and row.original_on in fell_away:
            plan.returning.append(row)
        else:
            plan.kept.append(row)
    plan.new_days = sorted(days - {row.original_on for row in rows})
    return plan


def _fell_away(rows: Sequence[Occurrence]) -> set[dt.date]:
    """Days that only an RDATE still holds in the set."""
    schedules = {row.schedule_id: row.schedule for row in rows}.values()
    return {day for schedule in schedules for day in timing_of(schedule).rdates}


def _follows(row: Occurrence) -> bool:
    """Whether it has its schedule's own day, hour and length."""
    schedule = row.schedule
    own = (row.start_on, row.start_time, row.hours, row.duration)
    return own == (row.original_on, schedule.start_time, schedule.hours, schedule.duration)


def _keeping_published(timing: Timing, plan: Plan) -> Timing:
    """With an RDATE for what was published and is no date of its own any more, and no EXDATE for it: calendars would
    drop the date."""
    published = {row.original_on for row in (*plan.kept, *plan.vanished)}
    made = set(expand(timing.start_on, rule=timing.rule, until_on=timing.until_on))
    return replace(
        timing,
        rdates=tuple(sorted(set(timing.rdates) | (published - made))),
        exdates=tuple(day for day in timing.exdates if day not in published),
    )


def _take_over(row: Occurrence, schedule: Schedule, *, follows: bool) -> None:
    """The schedule's hour in its name, and as its time unless it has one of its own. Without saving."""
    row.schedule = schedule
    row.original_time = original_time(schedule)
    if follows:
        take_hour(row, schedule, on=row.original_on)
    else:
        set_time(
            row,
            start_on=row.start_on,
            start_time=row.start_time,
            hours=row.hours,
            duration=row.duration,
            zone=schedule.zone,
        )


def _changes(plan: Plan, remembered: Mapping[int, Remembered]) -> list[Change]:
    changes = []
    for row in plan.returning:
        row.state = State.SCHEDULED
        changes.append(Change(row, Kind.REINSTATED, remembered[row.pk]))
    for row in plan.kept:
        old = remembered[row.pk]
        if row.is_scheduled and old.time != Remembered.of(row).time:
            changes.append(change_of_time(row, old))
    for row in plan.vanished:
        if not row.is_cancelled:
            row.state = State.CANCELLED
            changes.append(Change(row, Kind.CANCELLED, remembered[row.pk]))
    return changes


def _count_move(change: Change, now: dt.datetime) -> None:
    row, old = change.occurrence, change.old
    stands = (row.state, row.start_on, row.start_time, row.schedule.zone)  # 18:00 in another zone is another moment
    if stands != (old.state, old.start_on, old.start_time, old.zone):
        row.moves += 1
        row.moved_at = now
