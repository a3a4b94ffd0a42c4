"""When an entry starts and ends, as calendars write it."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from events import wall_time
from events.calendars.vtimezone import has_stable_rule

UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "UCT", "Zulu"})


class Timed(Protocol):
    """What a schedule and an occurrence have in common."""

    @property
    def start_on(self) -> dt.date: ...
    @property
    def start_time(self) -> dt.time | None: ...
    @property
    def hours(self) -> str: ...
    @property
    def duration(self) -> dt.timedelta | None: ...


Moment = dt.date | dt.datetime  # a day, or a naive wall-clock time


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that no row holds."""

    start_on: dt.date
    start_time: dt.time | None
    hours: str
    duration: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Span:
    """`start` and `end` are both days (`end` exclusive) or both naive wall-clock times in the event's zone; no end is
    None. `exact` is how long it really lasts: over a DST night not what the two clocks say."""

    start: Moment
    end: Moment | None
    exact: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Clock:
    """The zone of an entry, and whether its times are written in UTC (`Z`) or with TZID."""

    zone: str
    in_utc: bool

    def line(self, name: str, moment: Moment) -> str:
        """A DTSTART, DTEND, RECURRENCE-ID, EXDATE or RDATE."""
        if not isinstance(moment, dt.datetime):
            return f"{name};VALUE=DATE:{moment:%Y%m%d}"
        if self.in_utc:
            return f"{name}:{utc_text(wall_time.instant(moment, self.zone))}"
        return f"{name};TZID={self.zone}:{moment:%Y%m%dT%H%M%S}"

    def plain_line(self, name: str, moment: Moment) -> str:
        """As `line`, but in UTC what the clock shows twice: it means the first (RFC 5545 section 3.3.5), and ical.js
        takes the second. Not for what other values are compared with."""
        if isinstance(moment, dt.datetime) and wall_time.is_repeated(moment, self.zone):
            return Clock(self.zone, in_utc=True).line(name, moment)
        return self.line(name, moment)

    def skips(self, moment: Moment) -> bool:
        """Whether it is a wall-clock time that there never was: in the hour that the clock skips."""
        if not isinstance(moment, dt.datetime):
            return False
        return wall_time.wall_clock(wall_time.instant(moment, self.zone), self.zone) != moment

    def reads_alike(self, span: Span) -> bool:
        """Whether every client makes the same of it as one of a series: no clock changes between start and end (some
        add the exact, some the wall-clock duration), neither is a time that the clock shows twice."""
        ends = [end for end in (span.start, span.end) if isinstance(end, dt.datetime)]
        if any(wall_time.is_repeated(end, self.zone) for end in ends):
            return False
        return span.end is None or span.end - span.start == span.exact


def clock_for(zone: str, *, is_series: bool, year: int) -> Clock:
    """A series keeps its zone, so that its hour stays the same in every season. A single date in a zone without a
    stable rule is written in UTC: no VTIMEZONE, so no client can misread one."""
    return Clock(zone, zone in UTC_NAMES or (not is_series and not has_stable_rule(zone, year)))


def span_of(timed: Timed, *, zone: str) -> Span:
    """A start in the hour that a clock skips is written where it really is, after the gap."""
    derived = wall_time.derive(
        timed.start_on,
        start_time=timed.start_time,
        hours=timed.hours,
        duration=timed.duration,
        zone=zone,
    )
    if timed.hours != wall_time.TIMED or timed.start_time is None:
        days = wall_time.whole_days(timed.duration)
        return Span(timed.start_on, timed.start_on + days, days)
    start = wall_time.wall_clock(derived.starts_at, zone)
    if timed.duration is None:
        return Span(start, None, None)
    end = wall_time.wall_clock(derived.ends_at, zone)
    return Span(start, end, derived.ends_at - derived.starts_at)


def utc_text(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
