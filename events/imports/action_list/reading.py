"""A pasted text read into actions, names and what was not understood."""

import datetime as dt
from collections.abc import Callable

from events.gazetteer import Town
from events.imports.action_list.cells import LeftOut, ReadList


def read_action_list(
    text: str, *, window: tuple[dt.date, dt.date] | None, find_town: Callable[[str, str], Town | None]
) -> ReadList:
    """Not yet: every line is one that was not understood."""
    lines = enumerate(text.split("\n"), start=1)
    return ReadList((), (), tuple(LeftOut(number, line, "unknown") for number, line in lines if line.strip()))
