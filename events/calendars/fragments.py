"""A fragment: one UID in one language, a schedule with *all* its overrides, or a dated milestone.

Depends on the rows, the catalogue and tzdata only: never on today, the request or a filter.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import override

from events.calendars.content import Facts
from events.calendars.entries import facts_of, original_of, page_of, vevent
from events.calendars.milestones import milestone_lines
from events.calendars.series import series_lines
from events.calendars.text import content_lines
from events.calendars.times import Clock, clock_for
from events.models import Milestone, Occurrence, Schedule


@dataclass(frozen=True, slots=True)
class Zoned:
    """A zone that needs a VTIMEZONE, and the years in which it is used."""

    name: str
    first_year: int
    last_year: int


def merged_zones(zones: Iterable[Zoned]) -> list[Zoned]:
    """Each zone once, with all years in which it is used, by name."""
    merged: dict[str, Zoned] = {}
    for zone in zones:
        known = merged.get(zone.name, zone)
        years = min(known.first_year, zone.first_year), max(known.last_year, zone.last_year)
        merged[zone.name] = Zoned(zone.name, *years)
    return [merged[name] for name in sorted(merged)]


@dataclass(frozen=True, slots=True)
class Rendered:
    """`body` is one or more VEVENTs; empty where nothing of it is public."""

    body: bytes
    zones: tuple[Zoned, ...]


def render_schedule(schedule: Schedule, *, language: str) -> Rendered:
    """`schedule` as ScheduleQuerySet.for_calendar() loads it. Dates that were never published are left out."""
    rows = published_rows(schedule)
    if not rows:
        return Rendered(b"", ())
    is_series = is_one_of_several(schedule, rows)
    clock = clock_for(schedule.zone, is_series=is_series, year=min(row.start_on for row in rows).year)
    with override(language):
        lines = series_lines(schedule, rows, clock) if is_series else _single(schedule, rows[0], clock)
        return Rendered(content_lines(lines), _zones(clock, schedule, rows))


def render_milestone(milestone: Milestone, *, language: str) -> Rendered:
    """`milestone` as MilestoneQuerySet.for_calendar() loads it: a day, never a bar."""
    with override(language):
        return Rendered(content_lines(milestone_lines(milestone)), ())


def render_date(
    schedule: Schedule,
    row: Occurrence,
    *,
    facts: Facts,
    sequence: int,
    language: str,
    revised_at: dt.datetime | None = None,
) -> Rendered:
    """One published date on its own, without a rule: what an invitation carries."""
    is_series = is_one_of_several(schedule, published_rows(schedule))
    clock = clock_for(schedule.zone, is_series=is_series, year=row.start_on.year)
    original = original_of(schedule, row) if is_series else None
    with override(language):
        lines = vevent(
            schedule,
            row,
            clock,
            facts=facts,
            sequence=sequence,
            url=page_of(row),
            original=original,
            revised_at=revised_at,
        )
        return Rendered(content_lines(lines), _zones(clock, schedule, [row]))


def published_rows(schedule: Schedule) -> list[Occurrence]:
    rows = [row for row in schedule.occurrences.all() if row.date_slug is not None]
    for row in rows:
        row.event = schedule.event  # the same row, already loaded
    return rows


def is_one_of_several(schedule: Schedule, rows: Sequence[Occurrence]) -> bool:
    """Whether its dates need a RECURRENCE-ID."""
    return schedule.is_series or len(rows) > 1


def _single(schedule: Schedule, row: Occurrence, clock: Clock) -> list[str]:
    url = page_of(schedule.event)
    return vevent(schedule, row, clock, facts=facts_of(row), sequence=schedule.sequence, url=url)


def _zones(clock: Clock, schedule: Schedule, rows: Iterable[Occurrence]) -> tuple[Zoned, ...]:
    if clock.in_utc or (schedule.start_time is None and all(row.start_time is None for row in rows)):
        return ()
    days = [schedule.start_on, *(row.original_on for row in rows), *(row.ends_at.date() for row in rows)]
    days += [row.start_on for row in rows]
    return (Zoned(schedule.zone, min(days).year, max(days).year),)
