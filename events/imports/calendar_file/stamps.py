"""DATE and DATE-TIME as they stand in the file, with the clock that they mean."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from events.recurrence.rule import YEARS

DAY, UTC, FLOATING, TZID = "", "utc", "floating", "tzid:"
_VALUE = re.compile(r"(\d{8})(?:T(\d{2})(\d{2})(\d{2})?(Z?))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stamp:
    """`clock` says how to read it: "" for a day, "utc", "floating", "tzid:<a name that we do not know>", or an IANA
    zone."""

    day: dt.date
    time: dt.time | None
    clock: str

    @property
    def is_open(self) -> bool:
        return self.clock in (UTC, FLOATING) or self.clock.startswith(TZID)

    def wall(self, zone: str, *, read_in: str | None = None) -> dt.datetime:
        """On the clocks of `zone`. `read_in` is the zone that an open clock was said to mean."""
        naive = dt.datetime.combine(self.day, self.time or dt.time())
        if self.clock in (DAY, FLOATING, zone):
            return naive  # also in the hour that the clock skips: it is the name of a date
        return self.instant(read_in).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    def instant(self, read_in: str | None = None) -> dt.datetime:
        """Of a time, or of the first moment of a day."""
        naive = dt.datetime.combine(self.day, self.time or dt.time())
        zone = "UTC" if self.clock == UTC else read_in if self.is_open or self.clock == DAY else self.clock
        return naive.replace(tzinfo=ZoneInfo(zone or "UTC")).astimezone(dt.UTC)


def read_stamp(value: str, *, clock: str) -> Stamp | None:
    """None for what is no date; `clock` is what the property's TZID means."""
    match = _VALUE.fullmatch(value.strip())
    if match is None:
        return None
    try:
        day = dt.datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007  (a wall-clock day)
        if match[2] is None:
            return Stamp(day, None, DAY)
        second = min(int(match[4] or 0), 59)  # a leap second is no time of day here
        time = dt.time(int(match[2]), int(match[3]), second)
    except ValueError:
        return None
    return Stamp(day, time, UTC if match[5] else clock)


def is_near(stamp: Stamp) -> bool:
    """Whether its year is one that we keep: the first and the last of all years have no zones."""
    return stamp.day.year in YEARS
