"""What any engine tells of a calendar, in one form, so that it can be compared with the rows and with the others."""

import datetime as dt
from dataclasses import dataclass

# UID, start, end, status. An instant is `stamp`ed, a day is its ISO date (`end` exclusive), no known end is "".
Date = tuple[str, str, str, str]
Properties = dict[str, list[str]]  # by name, as text


@dataclass(frozen=True, slots=True)
class Reading:
    """`entries` has the properties of each VEVENT in order, by name, as text; `faults` is what the engine refused."""

    dates: list[Date]
    calendar: Properties
    entries: list[Properties]
    faults: list[str]

    @property
    def times(self) -> list[tuple[str, str, str]]:
        """The dates without their UID, sorted."""
        return sorted(date[1:] for date in self.dates)


def stamp(moment: dt.datetime) -> str:
    """An instant as a text that sorts."""
    return stamp_of_seconds(moment.timestamp())


def stamp_of_seconds(seconds: float) -> str:
    return f"@{seconds:020.3f}"
