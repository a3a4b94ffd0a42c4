"""A series as its form shows it: what is still to come of it, and where a change can begin."""

import datetime as dt
from dataclasses import dataclass, replace

from events.actions.dates import extra_dates, has_begun, timing_of
from events.models import Schedule
from events.recurrence import expand
from events.timing import Timing


@dataclass(frozen=True, slots=True)
class SeriesToCome:
    """`from_on` is the day of the date that was asked for, from which on it is to change."""

    timing: Timing
    from_on: dt.date | None


def read_series_to_come(schedule: Schedule, *, date_slug: str = "", now: dt.datetime) -> SeriesToCome:
    """The first date of its rule that can still change is where it begins. Where only dates beside the rule are left,
    it repeats no more."""
    rows = list(schedule.occurrences.order_by("original_on", "original_time", "id"))
    begun = max((row.original_on for row in rows if has_begun(row, now=now)), default=dt.date.min)
    coming = [row for row in rows if row.original_on > begun and row.starts_at > now]
    chosen = next((row for row in coming if row.date_slug == date_slug), None)
    first_day = chosen.original_on if chosen else begun + dt.timedelta(days=1)
    stands = replace(timing_of(schedule), rdates=extra_dates(schedule, rows))
    days = [row.original_on for row in coming if row.original_on >= first_day]
    if days:
        stands = _from(stands, days, first_day)
    return SeriesToCome(stands, chosen.original_on if chosen else None)


def _from(stands: Timing, days: list[dt.date], first_day: dt.date) -> Timing:
    made = set(expand(stands.start_on, rule=stands.rule, until_on=stands.until_on)) if stands.rule else set()
    ruled = [day for day in days if day in made]
    beside = [day for day in stands.rdates if day >= first_day]
    if ruled:
        return replace(stands, start_on=ruled[0], rdates=tuple(beside))
    rest = tuple(day for day in beside if day != days[0])
    return replace(stands, start_on=days[0], rule="", until_on=None, rdates=rest)
