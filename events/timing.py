"""When an event is, as somebody enters it: checked and bounded, before any row is written."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Self

from django.utils.translation import gettext as _

from events.errors import EventsError
from events.recurrence import expand, parse_rrule
from events.recurrence.rule import YEARS
from events.wall_time import ALL_DAY, LONGEST, TIMED, TO_BE_ANNOUNCED, is_zone, whole_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Wall clock in the IANA `zone`. `start_time` exactly if `hours` is "timed"; `duration` None is no known end.

    `rule` is an RRULE value without UNTIL and COUNT; `until_on` (inclusive) defaults to a year after the start.
    """

    start_on: dt.date
    start_time: dt.time | None = None
    hours: str = TIMED
    zone: str
    duration: dt.timedelta | None = None
    rule: str = ""
    until_on: dt.date | None = None
    exdates: tuple[dt.date, ...] = ()
    rdates: tuple[dt.date, ...] = ()

    def checked(self) -> Self:
        """With rule, last date and length in their stored form. Raises EventsError naming the field."""
        check_moment(self.start_on, start_time=self.start_time, hours=self.hours, duration=self.duration)
        if not is_zone(self.zone):
            raise EventsError(_("There is no time zone of this name. Write it like Europe/Madrid."), field="zone")
        bounded = self._bounded()
        if not bounded.dates():
            raise EventsError(_("All its dates are left out: none remains."), field="exdates")
        return bounded

    def _bounded(self) -> Self:
        plain = replace(
            self,
            duration=fitting_duration(self.duration, hours=self.hours),
            exdates=tuple(sorted(set(self.exdates))),
            rdates=tuple(sorted(set(self.rdates))),
        )
        if not self.rule:
            return replace(plain, until_on=None)
        end = f";UNTIL={self.until_on:%Y%m%d}" if self.until_on else ""
        bounded = parse_rrule(self.rule + end, start_on=self.start_on)
        return replace(plain, rule=bounded.rule, until_on=bounded.until_on)

    def dates(self) -> list[dt.date]:
        """Every date, sorted, each once. Only of what `checked` returned."""
        return expand(self.start_on, rule=self.rule, until_on=self.until_on, exdates=self.exdates, rdates=self.rdates)

    @property
    def original_time(self) -> dt.time:
        """The hour in the name of each date: 00:00 where there is none."""
        return self.start_time or dt.time(0, 0)


def check_moment(start_on: dt.date, *, start_time: dt.time | None, hours: str, duration: dt.timedelta | None) -> None:
    """Raises EventsError naming start_on, start_time, hours or duration."""
    if start_on.year not in YEARS:
        raise EventsError(_("This year is too far away."), field="start_on")
    if hours not in (TIMED, ALL_DAY, TO_BE_ANNOUNCED):
        raise EventsError(_("“%(value)s” is not a kind of hours.") % {"value": hours[:20]}, field="hours")
    if (hours == TIMED) != (start_time is not None):
        raise EventsError(_("Write the hour, or say that it will be announced."), field="start_time")
    if duration is not None and not dt.timedelta(0) < duration <= LONGEST:
        raise EventsError(_("It ends after it starts, and within a year."), field="duration")


def length_of(
    first: dt.date, last: dt.date | None, *, starts: dt.time | None, ends: dt.time | None
) -> dt.timedelta | None:
    """Wall clock from start to end. An end at or before the start, without a last day, is on the next day; without an
    hour (`starts` None) it is whole days."""
    day = dt.timedelta(days=1)
    if starts is None:
        return (last or first) - first + day
    start = dt.datetime.combine(first, starts)
    if ends is None:
        return None if last is None else dt.datetime.combine(last, dt.time()) + day - start
    if last is None:
        last = first if ends > starts else first + day
    return dt.datetime.combine(last, ends) - start


def fitting_duration(duration: dt.timedelta | None, *, hours: str) -> dt.timedelta | None:
    """What is stored: without an hour, a number of whole days."""
    if hours == TIMED or duration is None:
        return duration
    return whole_days(duration)
