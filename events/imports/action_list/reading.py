"""The whole text, line by line, into actions, names and what is left out."""

import datetime as dt
from collections.abc import Callable

from events.gazetteer import Town
from events.imports.action_list.cells import ReadList
from events.imports.action_list.meant_days import Days, assumed_days
from events.imports.action_list.stanzas import Reader
from events.imports.action_list.words import refuse_unknown

refuse_unknown()  # by now every module has asked for its words
FindTown = Callable[[str, str], Town | None]


def read_action_list(
    text: str,
    *,
    window: tuple[dt.date, dt.date] | None,
    today: dt.date,
    find_town: FindTown,
    is_own: Callable[[str], bool] = lambda line: False,
) -> ReadList:
    """What a pasted text says, and from which lines. Nothing that it does not say is in a cell.

    `window` is the first and last day that the call asks for: it tells the year of a date without one, the day of a
    weekday, and the day itself if it is one day. Without a window the year is the one that a list pasted `today` is of,
    and the cell says that it is assumed. `find_town` gives the town of a name and the word beside it only where it is
    sure; the zone then comes from there. `is_own` says of a line that it is nothing but the address of a page of ours:
    that is told of an action, not by it.
    """
    reader = Reader(Days(*window) if window else assumed_days(today), find_town, is_own=is_own)
    reader.read([(number, raw) for number, raw in enumerate(text.split("\n"), start=1) if raw.strip()])
    return reader.result()
