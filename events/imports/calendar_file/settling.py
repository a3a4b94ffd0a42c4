"""An entry once it is said in which zone its times are: cells that a page shows and a row keeps."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from events.errors import EventsError
from events.imports.action_list.plain_cells import TO_COME, Cells
from events.imports.calendar_file.entries import Entry, NotTaken, Override, grouped
from events.imports.calendar_file.stamps import UTC, Stamp
from events.imports.calendar_file.when import CANCELLED, Moved, When
from events.recurrence.bounds import MAX_DATES
from events.recurrence.expansion import last_of_count
from events.recurrence.parsing import read_rrule
from events.wall_time import ALL_DAY, LONGEST, TIMED, instant, wall_end


@dataclass(frozen=True, slots=True)
class Settled:
    """`is_partial` where its dates are not all that the file means."""

    cells: Cells
    when: When
    not_taken: tuple[NotTaken, ...]
    is_partial: bool


def settle(entry: Entry, *, zones: Mapping[str, str], zone: str) -> Settled:
    """`zones` says what each open clock of `entry.clocks` means; `zone` is where days begin, and what stands for a
    clock that nobody has spoken for yet."""
    settler = _Settler(entry, zones, zone)
    when = settler.when()
    is_tba = entry.attendance != "online" and not entry.place
    cells = {
        "title": entry.title,
        "kind": entry.kind,
        "note": entry.note,
        "attendance": entry.attendance,
        "place": TO_COME if is_tba else entry.place,
        "geo": entry.geo,
        "online_url": entry.online_url,
        "when": when.to_cell(),
        "state": CANCELLED if entry.is_cancelled else "",
    }
    not_taken = grouped([*entry.not_taken, *settler.not_taken])
    return Settled({name: text for name, text in cells.items() if text}, when, not_taken, settler.is_partial)


class _Settler:
    def __init__(self, entry: Entry, zones: Mapping[str, str], zone: str) -> None:
        self._entry, self._zones, self._default = entry, zones, zone
        self.not_taken: list[NotTaken] = []
        self.is_partial = entry.is_partial
        self._zone = self._own_zone()

    def when(self) -> When:
        when = self._with_rule(self._first())
        rdates, exdates = self._days("RDATE", self._entry.rdates, when), self._days("EXDATE", self._entry.exdates, when)
        other = {}
        for one in self._entry.overrides:
            original = self._wall(one.original)
            if one.original.time is not None and original.time() != (when.start_time or dt.time()):
                self._say("RECURRENCE-ID", _("there is no date at this hour"), one.line, is_partial=True)
                continue
            how = self._changed(one, when, original.date())
            if how is not None:
                other[original.date()] = how
        return replace(
            when,
            rdates=tuple(sorted(set(rdates) - {when.start_on})),
            exdates=tuple(sorted(set(exdates))),
            other=other,
        )

    # --- Zone and clock ----------------------------------------------------------------------------------------

    def _own_zone(self) -> str:
        """A series in UTC stays in UTC: its hour there is what the file repeats, whatever the season. So does what
        falls into the hour that a clock shows twice: only UTC tells which of the two it is."""
        clock = self._entry.starts.clock
        if clock == UTC and (self._entry.rule or self._entry.rdates):
            return "UTC"
        zone = self._means(self._entry.starts)
        if clock == UTC:
            ends = [self._entry.starts, *([self._entry.ends] if isinstance(self._entry.ends, Stamp) else [])]
            if any(instant(stamp.wall(zone), zone) != stamp.instant() for stamp in ends if stamp.clock == UTC):
                return "UTC"
        return zone

    def _means(self, stamp: Stamp) -> str:
        if stamp.is_open:
            return self._zones.get(stamp.clock) or self._default
        return stamp.clock or self._default

    def _wall(self, stamp: Stamp) -> dt.datetime:
        return stamp.wall(self._zone, read_in=self._means(stamp))

    def _first(self) -> When:
        starts = self._entry.starts
        wall = self._wall(starts)
        return When(
            start_on=wall.date(),
            start_time=None if starts.time is None else wall.time(),
            hours=ALL_DAY if starts.time is None else TIMED,
            zone=self._zone,
            duration=self._length(starts, self._entry.ends, self._entry.line),
        )

    def _length(self, starts: Stamp, ends: Stamp | dt.timedelta | None, line: int) -> dt.timedelta | None:
        """On the wall clock. DURATION is exact, a day in it is a day of the calendar (RFC 5545 section 3.3.6)."""
        begin = self._wall(starts)
        if starts.time is None:
            days = dt.timedelta(days=1)
            if isinstance(ends, Stamp):
                days = self._wall(ends) - begin
            elif ends is not None:
                days = ends
            return max(dt.timedelta(days=1), min(days, LONGEST))
        if isinstance(ends, dt.timedelta):
            end = wall_end(begin.date(), begin.time(), dt.timedelta(days=ends.days))
            exact = instant(end, self._zone) + dt.timedelta(seconds=ends.seconds)
            length = Stamp(exact.date(), exact.time(), UTC).wall(self._zone) - begin
        elif ends is None:
            return None
        else:
            length = self._wall(ends) - begin
        if not dt.timedelta(0) <= length <= LONGEST:
            self._say("DTEND", _("it does not end within a year after its start: no end is taken"), line)
            return None
        return length or None

    # --- What repeats ------------------------------------------------------------------------------------------

    def _with_rule(self, when: When) -> When:
        if not self._entry.rule:
            return when
        try:
            rule, until_on, count = read_rrule(
                self._entry.rule, start_on=when.start_on, start_time=when.start_time, zone=when.zone
            )
            if count is not None:
                until_on = last_of_count(rule, start_on=when.start_on, count=min(count, MAX_DATES))
                if count > MAX_DATES:
                    self._say("RRULE", _("of its dates the first %(most)d are taken") % {"most": MAX_DATES})
            if until_on is not None and until_on < when.start_on:
                self._say("RRULE", _("it ends before its first date: only that is taken"), is_partial=True)
                return when
        except EventsError as error:
            reason = _("the rule is not kept, only the first date is taken. %(why)s") % {"why": error.message}
            self._say("RRULE", reason, is_partial=True)
            return when
        return When(
            start_on=when.start_on,
            start_time=when.start_time,
            hours=when.hours,
            zone=when.zone,
            duration=when.duration,
            rule=str(rule),
            until_on=until_on,
        )

    def _days(self, name: str, stamps: tuple[Stamp, ...], when: When) -> list[dt.date]:
        """All dates of a schedule have one hour."""
        days = []
        for stamp in stamps:
            wall = self._wall(stamp)
            if stamp.time is not None and wall.time() != (when.start_time or dt.time()):
                words = {"day": wall.date().isoformat(), "hour": wall.strftime("%H:%M")}
                self._say(name, _("%(day)s at %(hour)s: its hour is not that of the others") % words, is_partial=True)
            else:
                days.append(wall.date())
        return days

    def _changed(self, one: Override, when: When, original: dt.date) -> str | Moved | None:
        """None where the date is what the series makes of it, at the same instants."""
        if one.is_cancelled:
            return CANCELLED
        wall = self._wall(one.starts)
        duration = self._length(one.starts, one.ends, one.line)
        moved = Moved(wall.date(), None if one.starts.time is None else wall.time(), duration)
        planned = Moved(original, when.start_time, when.duration)
        return None if self._instants(moved) == self._instants(planned) else moved

    def _instants(self, one: Moved) -> tuple[object, ...]:
        if one.start_time is None:
            return (one.start_on, None, one.duration)
        start = dt.datetime.combine(one.start_on, one.start_time)
        end = instant(start + one.duration, self._zone) if one.duration else None
        return (instant(start, self._zone), end)

    def _say(self, name: str, reason: str, line: int = 0, *, is_partial: bool = False) -> None:
        line = line or (self._entry.rule_line if name == "RRULE" else self._entry.line)
        self.not_taken.append(NotTaken(name, reason, line))
        self.is_partial |= is_partial
