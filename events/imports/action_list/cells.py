"""What is read of a pasted list: each cell says where it comes from."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

# Of one action, in the order of the table. `day`, `last_day` are dates; `hour`, `ends` times; `hours` a value of
# `events.models.event.Hours`; `place_is_pending` True; `address`, `accessibility`, `note` tuples; the others strings.
NAMES = (
    "town",
    "region",
    "country",
    "day",
    "last_day",
    "hours",
    "hour",
    "ends",
    "zone",
    "kind",
    "title",
    "attendance",
    "place",
    "place_is_pending",
    "address",
    "online_url",
    "host",
    "contact",
    "accessibility",
    "note",
)


class Source(StrEnum):
    TEXT = "text"  # the exact characters of one line
    WINDOW = "window"  # the call asks for one day only
    # The text too, for a day that it writes without its year: that is told by the call's days, or assumed.
    WINDOW_YEAR = "window-year"
    ASSUMED_YEAR = "assumed-year"
    GAZETTEER = "gazetteer"  # the town is known, and there is only one
    ANSWER = "answer"  # whoever pasted it said so


class Cell(NamedTuple):
    """`text` are the exact characters of line number `line` (from 1) at `start` where the source is the text, also
    where it leaves the year out; of several values the first's."""

    value: Any
    source: Source
    text: str = ""
    line: int = 0
    start: int = 0


@dataclass(frozen=True, slots=True)
class ReadAction:
    """`lines` are the numbers of all lines it was read from, its town's and day's headings included. A cell that the
    text does not fill is absent."""

    lines: tuple[int, ...]
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadName:
    """A group that the text names; `role` as in `ListedName.Role`."""

    name: str
    role: str
    line: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is in no action. `reason`: heading, prose, furniture, or unknown."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadList:
    actions: tuple[ReadAction, ...]
    names: tuple[ReadName, ...]
    left_out: tuple[LeftOut, ...]
