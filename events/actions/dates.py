"""The dates of a schedule as rows: made, derived, named."""

import datetime as dt
from collections.abc import Iterable, Sequence

from events.actions.whereabouts import copy_whereabouts
from events.messages.webhook import owed_news
from events.models import Event, Occurrence, Schedule, Webhook
from events.timing import Timing
from events.wall_time import derive
from notifications.actions import owe

SCHEDULE_FIELDS = (
    "start_on",
    "start_time",
    "hours",
    "zone",
    "duration",
    "rule",
    "until_on",
    "exdates",
    "rdates",
)
TIMING_FIELDS = ("start_on", "start_time", "hours", "duration", "starts_at", "ends_at", "local_day")


def write_schedule(schedule: Schedule, timing: Timing) -> None:
    """The columns of a checked timing, without saving. Of a row that exists, save only these."""
    for name in SCHEDULE_FIELDS[:-2]:
        setattr(schedule, name, getattr(timing, name))
    schedule.exdates = [day.isoformat() for day in timing.exdates]
    schedule.rdates = [day.isoformat() for day in timing.rdates]


def timing_of(schedule: Schedule) -> Timing:
    """The opposite of `write_schedule`."""
    return Timing(
        start_on=schedule.start_on,
        start_time=schedule.start_time,
        hours=schedule.hours,
        zone=schedule.zone,
        duration=schedule.duration,
        rule=schedule.rule,
        until_on=schedule.until_on,
        exdates=tuple(dt.date.fromisoformat(day) for day in schedule.exdates),
        rdates=tuple(dt.date.fromisoformat(day) for day in schedule.rdates),
    )


def extra_dates(schedule: Schedule, rows: Iterable[Occurrence]) -> tuple[dt.date, ...]:
    """The days beside its rule that are still meant: an RDATE holds also what was published and fell away since."""
    held = {row.original_on for row in rows if row.date_slug is not None and not row.is_scheduled}
    return tuple(day for day in timing_of(schedule).rdates if day not in held)


def has_begun(row: Occurrence, *, now: dt.datetime) -> bool:
    """What is postponed has not begun, whatever day it had."""
    return row.starts_at <= now and not row.is_postponed


def add_dates(schedule: Schedule, days: Iterable[dt.date], *, event: Event, now: dt.datetime) -> list[Occurrence]:
    """A row for each of `days`, with the schedule's hour and the event's whereabouts; named, and told to
    webhooks, if the event is public."""
    rows = [_new_row(schedule, day, event) for day in days]
    if event.is_published:
        name_dates(event, rows)
        for row in rows:
            row.added_at = now
    made = Occurrence.objects.bulk_create(rows)
    if event.is_published and made:
        owe(owed_news([event.pk], Webhook.News.CHANGED, now=now), now=now)
    return made


def _new_row(schedule: Schedule, day: dt.date, event: Event) -> Occurrence:
    row = Occurrence(event=event, schedule=schedule, original_on=day, original_time=original_time(schedule))
    copy_whereabouts(row, event)
    take_hour(row, schedule, on=day)
    return row


def original_time(schedule: Schedule) -> dt.time:
    return schedule.start_time or dt.time(0, 0)


def take_hour(occurrence: Occurrence, schedule: Schedule, *, on: dt.date) -> None:
    """The schedule's hour and length on the day `on`, without saving."""
    set_time(
        occurrence,
        start_on=on,
        start_time=schedule.start_time,
        hours=schedule.hours,
        duration=schedule.duration,
        zone=schedule.zone,
    )


def set_time(
    occurrence: Occurrence,
    *,
    start_on: dt.date,
    start_time: dt.time | None,
    hours: str,
    duration: dt.timedelta | None,
    zone: str,
) -> None:
    """The date's own wall-clock time and what is derived from it, without saving."""
    occurrence.start_on, occurrence.start_time = start_on, start_time
    occurrence.hours, occurrence.duration = hours, duration
    derived = derive(start_on, start_time=start_time, hours=hours, duration=duration, zone=zone)
    occurrence.starts_at, occurrence.ends_at = derived.starts_at, derived.ends_at
    occurrence.local_day = derived.local_day


def name_dates(event: Event, occurrences: Sequence[Occurrence]) -> None:
    """`date_slug` for those that have none, without saving: the original day, with the hour where it is taken."""
    taken = {slug for slug in event.occurrences.values_list("date_slug", flat=True) if slug} if event.pk else set()
    for row in occurrences:
        if row.date_slug is None:
            row.date_slug = _free_name(row, taken)
            taken.add(row.date_slug)


def _free_name(row: Occurrence, taken: set[str]) -> str:
    day = row.original_on.isoformat()
    if day not in taken:
        return day
    minute = dt.datetime.combine(row.original_on, row.original_time)
    while (name := f"{day}T{minute:%H%M}") in taken:
        minute += dt.timedelta(minutes=1)
    return name
