"""The zones of the tzdata package, read from their TZif files (RFC 9636): each change, and the rule at the end.

`zoneinfo` answers "which offset at this instant" and no more; a VTIMEZONE needs the onsets themselves.
"""

import datetime as dt
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from events.calendars.posix_rule import PosixRule, parse_posix_rule

EPOCH = dt.datetime.combine(dt.date(1970, 1, 1), dt.time())
FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True)
class Phase:
    """What a clock shows for some time: its offset from UTC, its abbreviation, whether it is summer time."""

    offset: dt.timedelta
    name: str
    is_daylight: bool


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of offset. `wall` is the naive wall-clock time *before* it (RFC 5545 section 3.6.5: an onset is
    expressed with the offset that it ends)."""

    wall: dt.datetime
    before: Phase
    after: Phase


@dataclass(frozen=True, slots=True)
class Zone:
    """`onsets` of the file in order, from 1970 on; after `listed_until`, wall clock, `rule` holds (None: nothing ever
    changes)."""

    first: Phase
    onsets: tuple[Onset, ...]
    last: Phase
    rule: PosixRule | None
    listed_until: dt.datetime

    def onsets_in(self, first_year: int, last_year: int) -> list[Onset]:
        """The onsets whose wall-clock year is from `first_year` to `last_year`, both included."""
        listed = [onset for onset in self.onsets if first_year <= onset.wall.year <= last_year]
        made = self._made(max(first_year, self.years_of_file), last_year)
        return listed + [onset for onset in made if onset.wall > self.listed_until]

    def phase_at_start_of(self, year: int) -> Phase:
        """What the clock shows when `year` begins."""
        earlier = self.onsets_in(FIRST_YEAR, year - 1)
        return earlier[-1].after if earlier else self.first

    @property
    def years_of_file(self) -> int:
        """The last year that the file itself tells of."""
        return self.listed_until.year

    def _made(self, first_year: int, last_year: int) -> Iterator[Onset]:
        if self.rule is None:
            return
        for year in range(first_year, last_year + 1):
            yield from sorted(self.rule_onsets(self.rule, year), key=lambda onset: onset.wall)

    @staticmethod
    def rule_onsets(rule: PosixRule, year: int) -> tuple[Onset, Onset]:
        """Summer time's onset and its end in `year` by the rule."""
        standard = Phase(rule.standard_offset, rule.standard_name, False)
        daylight = Phase(rule.daylight_offset, rule.daylight_name, True)
        return (
            Onset(rule.start.wall(year), standard, daylight),
            Onset(rule.end.wall(year), daylight, standard),
        )


@lru_cache(maxsize=700)
def read_zone(name: str) -> Zone:
    """Raises LookupError for a name that the tzdata package does not have."""
    package, _slash, file = f"zoneinfo/{name}".rpartition("/")
    try:
        data = resources.files("tzdata").joinpath(*package.split("/"), file).read_bytes()
    except OSError as error:
        raise LookupError(name) from error
    return parse_zone(data)


def parse_zone(data: bytes) -> Zone:
    """The zone of a TZif file of version 2 or later."""
    _version1, end = _block(data, 0, 4)
    (times, indices, kinds), end = _block(data, end, 8)
    footer = data[end:].strip(b"\n").decode("ascii")
    phases = [kinds[0], *(kinds[index] for index in indices)]
    changes = [
        Onset(EPOCH + dt.timedelta(seconds=time) + before.offset, before, after)
        for time, (before, after) in zip(times, pairwise(phases), strict=True)
        if time >= 0
    ]
    onsets = tuple(change for change in changes if change.before.offset != change.after.offset)
    # Troll's rule begins with a change of name only, in 2005.
    listed_until = changes[-1].wall if changes else EPOCH
    started = [phase for time, phase in zip(times, phases[1:], strict=True) if time < 0]
    first = started[-1] if started else phases[0]
    return Zone(first, onsets, phases[-1], parse_posix_rule(footer), listed_until)


Block = tuple[tuple[int, ...], bytes, list[Phase]]


def _block(data: bytes, at: int, width: int) -> tuple[Block, int]:
    """One data block (RFC 9636 section 3.2): transition times, their types, the types; and where it ends."""
    if data[at : at + 4] != b"TZif":
        raise ValueError("not a TZif file")
    isut, isstd, leap, count, types, letters = struct.unpack(">6l", data[at + 20 : at + 44])
    at += 44
    times = struct.unpack(f">{count}{'q' if width == 8 else 'l'}", data[at : at + count * width])
    at += count * width
    indices = data[at : at + count]
    at += count
    names = data[at + types * 6 : at + types * 6 + letters]
    kinds = [_phase(data[at + n * 6 : at + n * 6 + 6], names) for n in range(types)]
    return (times, indices, kinds), at + types * 6 + letters + leap * (width + 4) + isstd + isut


def _phase(record: bytes, names: bytes) -> Phase:
    offset, is_daylight, at = struct.unpack(">lBB", record)
    name = names[at : names.index(b"\0", at)].decode("ascii")
    return Phase(dt.timedelta(seconds=offset), name, bool(is_daylight))
