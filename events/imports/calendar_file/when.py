"""When an entry is, all of it, as a cell: what two readings are compared by, and what becomes a schedule.

Wall clock of one zone. Without an end in the file `until_on` is None; only the plan of a schedule bounds it.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from typing import Any, Self

from events.recurrence import MAX_DATES, MAX_YEARS
from events.recurrence.bounds import DEFAULT_YEARS, years_after
from events.recurrence.expansion import dates_from
from events.recurrence.rule import Rule
from events.timing import Timing
from events.wall_time import ALL_DAY, TIMED

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """`other` are the dates that are otherwise: by their original day "cancelled", or day, hour ("" without one) and
    seconds (None without an end) as they are now."""

    start_on: dt.date
    start_time: dt.time | None
    hours: str
    zone: str
    duration: dt.timedelta | None
    rule: str = ""
    until_on: dt.date | None = None
    exdates: tuple[dt.date, ...] = ()
    rdates: tuple[dt.date, ...] = ()
    other: Mapping[dt.date, "str | Moved"] = field(default_factory=dict)

    @property
    def state(self) -> str:
        return "scheduled"

    @property
    def is_series(self) -> bool:
        return bool(self.rule or self.rdates)

    def to_cell(self) -> str:
        """JSON: the same for the same dates."""
        said = {
            "start_on": self.start_on.isoformat(),
            "start_time": self.start_time.isoformat() if self.start_time else "",
            "hours": self.hours,
            "zone": self.zone,
            "duration": _seconds(self.duration),
            "rule": self.rule,
            "until_on": self.until_on.isoformat() if self.until_on else "",
            "exdates": [day.isoformat() for day in sorted(set(self.exdates))],
            "rdates": [day.isoformat() for day in sorted(set(self.rdates))],
            "other": {
                day.isoformat(): one if isinstance(one, str) else one.as_list() for day, one in self.other.items()
            },
        }
        return json.dumps(said, sort_keys=True)

    @classmethod
    def from_cell(cls, cell: str) -> Self:
        said = json.loads(cell)
        return cls(
            start_on=dt.date.fromisoformat(said["start_on"]),
            start_time=dt.time.fromisoformat(said["start_time"]) if said["start_time"] else None,
            hours=said["hours"],
            zone=said["zone"],
            duration=_length(said["duration"]),
            rule=said["rule"],
            until_on=dt.date.fromisoformat(said["until_on"]) if said["until_on"] else None,
            exdates=tuple(map(dt.date.fromisoformat, said["exdates"])),
            rdates=tuple(map(dt.date.fromisoformat, said["rdates"])),
            other={
                dt.date.fromisoformat(day): one if isinstance(one, str) else Moved.of(one)
                for day, one in said["other"].items()
            },
        )

    @classmethod
    def of(cls, timing: Timing, *, other: Mapping[dt.date, "str | Moved"]) -> Self:
        return cls(**{one.name: getattr(timing, one.name) for one in fields(timing)}, other=other)

    def is_over(self, today: dt.date) -> bool:
        """Whether its last date lies before yesterday, in any zone."""
        if self.rule and self.until_on is None:
            return False
        moved = [one.start_on for one in self.other.values() if not isinstance(one, str)]
        last = max([self.start_on, *([self.until_on] if self.until_on else []), *self.rdates, *moved])
        return last + (self.duration or dt.timedelta(0)) < today - dt.timedelta(days=1)

    def begins(self, today: dt.date) -> dt.date:
        """From which day on it is to be taken: an earlier one than `today` whose date was moved is still to come."""
        moved = (day for day, how in self.other.items() if not isinstance(how, str) and how.start_on >= today)
        return min([today, *moved])

    def plan(self, *, from_on: dt.date) -> Timing:
        """The dates that a schedule can hold: of a series that began long ago those from `from_on` on, at most two
        years and 400 dates. Unchecked."""
        begin = max(from_on, self.start_on)
        listed = sorted({self.start_on, *self.rdates} - set(self.exdates))
        beside = [day for day in listed if day >= begin]
        first = self._first_of_rule(begin)
        if first is None and (beside or not self.rule):
            return self._plan_of_list(beside or listed or [self.start_on])
        first = first or self.start_on
        latest = years_after(first, MAX_YEARS)
        rdates = [day for day in beside if first != day <= latest][: MAX_DATES - 1]
        until_on, room = min(self._last_day(begin), latest), MAX_DATES - len(rdates)
        made = dates_from(Rule.from_stored(self.rule), start_on=first, from_on=first, until_on=until_on)
        *_others, last = islice(made, room)
        exdates = tuple(day for day in self.exdates if first <= day <= last)
        return self._timing(first, rule=self.rule, until_on=last, exdates=exdates, rdates=tuple(rdates))

    def _plan_of_list(self, days: Sequence[dt.date]) -> Timing:
        """Without a rule, or of one that has ended."""
        exdates = tuple(day for day in self.exdates if day in days)
        return self._timing(days[0], rdates=tuple(days[1:MAX_DATES]), exdates=exdates)

    def _first_of_rule(self, begin: dt.date) -> dt.date | None:
        """It must be one that stays: what is left out at the beginning is no start."""
        if not self.rule or begin == self.start_on:
            return self.start_on if self.rule else None
        rule = Rule.from_stored(self.rule)
        made = dates_from(rule, start_on=self.start_on, from_on=begin, until_on=self._last_day(begin))
        return next((day for day in made if day not in self.exdates), None)

    def _last_day(self, begin: dt.date) -> dt.date:
        return self.until_on or years_after(begin, DEFAULT_YEARS)

    def _timing(self, start_on: dt.date, **dates: Any) -> Timing:
        return Timing(
            start_on=start_on,
            start_time=self.start_time,
            hours=self.hours,
            zone=self.zone,
            duration=self.duration,
            **dates,
        )

    def without(self, day: dt.date) -> Self:
        """With one date left out that was never published."""
        other = {one: how for one, how in self.other.items() if one != day}
        return replace(self, exdates=(*self.exdates, day), other=other)


@dataclass(frozen=True, slots=True)
class Moved:
    start_on: dt.date
    start_time: dt.time | None
    duration: dt.timedelta | None

    @property
    def hours(self) -> str:
        return ALL_DAY if self.start_time is None else TIMED

    @property
    def state(self) -> str:
        return "scheduled"

    def as_list(self) -> list[object]:
        time = self.start_time.isoformat() if self.start_time else ""
        return [self.start_on.isoformat(), time, _seconds(self.duration)]

    @classmethod
    def of(cls, said: list[str]) -> Self:
        day, time, seconds = said
        start_time = dt.time.fromisoformat(time) if time else None
        return cls(dt.date.fromisoformat(day), start_time, _length(seconds))


def _seconds(duration: dt.timedelta | None) -> int | None:
    return None if duration is None else int(duration.total_seconds())


def _length(seconds: object) -> dt.timedelta | None:
    return None if seconds is None else dt.timedelta(seconds=int(str(seconds)))
