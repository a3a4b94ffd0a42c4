"""A table's row put into an action, column by column."""

import datetime as dt
from collections.abc import Iterator

from events.imports.action_list.clock import read_clock
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.fields import fill_field
from events.imports.action_list.labels import OWN, PASSED_OVER
from events.imports.action_list.lines import Line
from events.imports.action_list.meant_days import Window
from events.imports.action_list.online import ALSO
from events.imports.action_list.pieces import GAP, Piece, cut_out
from events.imports.action_list.tables import Row, Table
from events.imports.action_list.when import put_days, put_hours, put_pending
from events.imports.action_list.whereabouts import ELSEWHERE
from events.imports.action_list.words import words

_WHEN = ("day", "hour", "when", "zone")
_YES = words("tables", "yes", "✓", "•", "1")
_TOTALS = words("tables", "totals")


def read_rows(table: Table, window: Window) -> Iterator[tuple[Line, Draft | None]]:
    """The rows with their actions; a row that is a sum has none."""
    is_24h = _is_24h(table)
    for line, cells in table.rows:
        _field, (start, end) = cells[0]
        is_action = line.text[start:end].strip(" :") not in _TOTALS
        yield line, _read_row((line, cells), window, is_24h=is_24h) if is_action else None


def _read_row(row: Row, window: Window, *, is_24h: bool) -> Draft:
    draft = Draft()
    line, cells = row
    draft.use(line)
    for field, cell in cells:
        _read_cell(draft, Facts(line.stretch(*cell), window), field, is_24h=is_24h)
    draft.undouble_quotes()
    return draft


def _is_24h(table: Table) -> bool:
    """Whether most hours of the table are of a 24-hour clock, so that "11" and "7:30" are of the morning."""
    late = halved = 0
    for line, cells in table.rows:
        for start, end in (cell for field, cell in cells if field in ("hour", "ends")):
            clock = read_clock(Facts(line.stretch(start, end), None).words, 0)
            halved += bool(clock and clock.half)
            late += bool(clock and not clock.half and clock.hour >= 13)
    return late > halved


def _read_cell(draft: Draft, facts: Facts, field: str, *, is_24h: bool) -> None:
    line, piece = facts.line, cut_out(facts.line, facts.start, facts.end, GAP, field)
    if piece is None or field in (OWN, PASSED_OVER):
        return
    if field in _WHEN:
        _read_when(draft, facts, field, is_24h=is_24h)
    elif field == "ends":
        _read_end(draft, facts, is_24h=is_24h)
    elif field.startswith("access:"):
        if piece.text in _YES:
            draft.add("accessibility", field.removeprefix("access:"), line, piece.start, piece.end)
    elif field == "place" and facts.pending:
        draft.put("place_is_pending", True, line, piece.start, piece.end)
    elif field == "link" and facts.links:
        draft.put_text("online_url", line, *facts.links[0])
    elif field in ("", "note", "contact", "link"):
        _read_words(draft, facts, piece)
    elif not (field == "host" and piece.words[0] in ELSEWHERE):
        fill_field(draft, facts, piece)


def _read_words(draft: Draft, facts: Facts, piece: Piece) -> None:
    """A cell of remarks: an address of mail, a link, an hour that is to come; the rest is a note."""
    for start, end in facts.emails[:1]:
        draft.put_text("contact", facts.line, start, end)
    for start, end in facts.phones[:1] if piece.field == "contact" else ():
        draft.put_text("contact", facts.line, start, end)
    for start, end in facts.links[:1]:
        if facts.attendance or draft.value("attendance"):
            draft.put_text("online_url", facts.line, start, end)
    for name, start, end in facts.attendance[:1]:
        is_both = name == "both" or ("place" in draft and ALSO.match(piece.text))
        draft.put("attendance", "both" if is_both else name, facts.line, start, end)
    fill_field(draft, facts, Piece(piece.line, piece.start, piece.end, GAP, "note"))


def _read_when(draft: Draft, facts: Facts, field: str, *, is_24h: bool) -> None:
    if field == "hour" and is_24h and not any(span.hours for span in facts.hours) and (hour := _hour_of(facts)):
        draft.put("hours", "timed", facts.line, facts.start, facts.end)
        draft.put("hour", hour, facts.line, facts.start, facts.end)
        return
    put_hours(draft, facts)
    put_days(draft, facts)
    if facts.pending and field in ("hour", "when"):
        put_pending(draft, facts)
    elif not facts.hours and not facts.days and not facts.pending:
        draft.note(facts.line, facts.start, facts.end)


def _read_end(draft: Draft, facts: Facts, *, is_24h: bool) -> None:
    hour = next((span.hour for span in facts.hours if span.hour), None) or (_hour_of(facts) if is_24h else None)
    if hour:
        draft.put("ends", hour, facts.line, facts.start, facts.end)


def _hour_of(facts: Facts) -> dt.time | None:
    """A bare number as the hour of a 24-hour clock."""
    clock = read_clock(facts.words, 0)
    if clock is None or clock.last < len(facts.words) or clock.half:
        return None
    return dt.time(*divmod(clock.minutes, 60))
