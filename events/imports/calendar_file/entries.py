"""What is read of a calendar file, before it is said in which zone its times are."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from events.imports.calendar_file.stamps import Stamp


class Refusal(Exception):
    """A property, or a whole entry, that cannot be taken: its name, and why in the reader's language."""

    def __init__(self, name: str, reason: str, *, line: int = 0) -> None:
        super().__init__(reason)
        self.name, self.reason, self.line = name, reason, line


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A property or a component that has no counterpart here, or cannot be read. `line` is where it stands first;
    `of` is the title or UID of the entry where all of that was left out."""

    name: str
    reason: str
    line: int
    count: int = 1
    of: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """One date of a series that is otherwise: moved, or cancelled."""

    original: Stamp
    starts: Stamp
    ends: Stamp | dt.timedelta | None
    is_cancelled: bool
    line: int


@dataclass(slots=True)
class Entry:
    """One UID. `note` is Markdown; `kind` a kind of events, empty where the file is not sure; `place` one line;
    `geo` "latitude;longitude"."""

    index: int
    uid: str
    line: int
    starts: Stamp
    title: str = ""
    kind: str = ""
    note: str = ""
    attendance: str = ""
    place: str = ""
    geo: str = ""
    online_url: str = ""
    ends: Stamp | dt.timedelta | None = None
    rule: str = ""
    rule_line: int = 0
    rdates: tuple[Stamp, ...] = ()
    exdates: tuple[Stamp, ...] = ()
    overrides: tuple[Override, ...] = ()
    is_cancelled: bool = False
    is_tentative: bool = False
    is_private: bool = False
    is_partial: bool = False  # what decides its dates could not all be read
    not_taken: tuple[NotTaken, ...] = ()

    @property
    def clocks(self) -> set[str]:
        """What has to be said before its times are wall-clock times."""
        overridden = (stamp for one in self.overrides for stamp in (one.original, one.starts, one.ends))
        stamps = (self.starts, self.ends, *self.rdates, *self.exdates, *overridden)
        return {stamp.clock for stamp in stamps if isinstance(stamp, Stamp) and stamp.is_open}


@dataclass(slots=True)
class ReadCalendar:
    """`zone` is the one that the file names for itself, if we know it. `bookkeeping` are the names of properties that
    are the other program's own."""

    name: str = ""
    zone: str = ""
    entries: list[Entry] = field(default_factory=list)
    not_taken: tuple[NotTaken, ...] = ()
    bookkeeping: tuple[str, ...] = ()


def grouped(found: Iterable[NotTaken]) -> tuple[NotTaken, ...]:
    """The same thing said once, with how often and where first; each entry's own beside each other."""
    counts: dict[tuple[str, str, str], NotTaken] = {}
    for one in found:
        key = (one.name, one.reason, one.of)
        before = counts.get(key)
        count = one.count + (before.count if before else 0)
        counts[key] = NotTaken(one.name, one.reason, before.line if before else one.line, count, one.of)
    return tuple(counts.values())
