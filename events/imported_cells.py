"""An event as it stands now, in the cells of an imported calendar entry, to be compared with what its file says."""

import datetime as dt
from collections.abc import Mapping, Sequence

from events.actions.dates import timing_of
from events.imports.action_list.matching import Difference, compare_cells
from events.imports.action_list.plain_cells import TO_COME, Cells
from events.imports.calendar_file.when import CANCELLED, Moved, When
from events.models import Event, Occurrence
from events.models.event import Attendance, Whereabouts

CELLS = ("state", "when", "title", "kind", "attendance", "place", "online_url", "note")


def imported_cells_of(event: Event, dates: Sequence[Occurrence]) -> Cells:
    """`dates` are all that it has, with their schedule; `place` is loaded."""
    cells = {
        "title": event.title,
        "kind": event.kind,
        "note": event.description,
        "attendance": event.attendance,
        "place": _place(event),
        "online_url": event.online_url,
        "when": _when(dates).to_cell() if dates else "",
        "state": CANCELLED if event.is_cancelled else "",
    }
    return {name: text for name, text in cells.items() if text}


def differences_of(said: Cells, *, before: Cells, made: Cells, stands: Cells) -> tuple[Difference, ...]:
    """As `compare_cells`. What nobody has touched here still says what was read, in the words of the file: a place is
    split here, and of a series only the dates to come are kept."""
    untouched = {cell for cell in CELLS if stands.get(cell, "") == made.get(cell, "")}
    of_file = {cell: before.get(cell, "") for cell in untouched}
    return tuple(compare_cells(said, before=before, made=made | of_file, stands=stands | of_file, compared=CELLS))


def _place(row: Whereabouts) -> str:
    if row.attendance == Attendance.ONLINE:
        return ""
    return TO_COME if row.place is None or row.place_is_pending else row.place.one_line


def _when(dates: Sequence[Occurrence]) -> When:
    """Of the schedule that runs."""
    running = [date for date in dates if date.schedule.ended_on is None] or list(dates)
    return When.of(timing_of(running[0].schedule), other=_other(running))


def _other(dates: Sequence[Occurrence]) -> Mapping[dt.date, str | Moved]:
    """An event that is cancelled as a whole has a cell for that."""
    other: dict[dt.date, str | Moved] = {}
    for date in dates:
        planned = Moved(date.original_on, date.schedule.start_time, date.schedule.duration)
        stands = Moved(date.start_on, date.start_time, date.duration)
        if date.is_cancelled:
            other[date.original_on] = CANCELLED
        elif stands != planned:
            other[date.original_on] = stands
    return other
