"""A table's row put into an action, column by column."""

from events.imports.action_list.days import Window
from events.imports.action_list.describe import describe
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.fields import fill_field
from events.imports.action_list.lines import Line
from events.imports.action_list.pieces import GAP, Piece
from events.imports.action_list.tables import Table, split_row
from events.imports.action_list.when import put_days, put_hours, put_pending

_WHEN = ("day", "hour", "when", "zone")


def read_row(table: Table, line: Line, window: Window) -> Draft:
    draft = Draft()
    draft.use(line)
    cells = split_row(line, table.delimiter)
    for number, (start, end) in enumerate(cells):
        field = table.columns[number] if number < len(table.columns) else ""
        if start < end:
            _read_cell(draft, Facts(line, window, start, end), field)
    return draft


def _read_cell(draft: Draft, facts: Facts, field: str) -> None:
    line, piece = facts.line, Piece(facts.line, facts.start, facts.end, GAP, field).trimmed()
    if piece.start >= piece.end:
        return
    if field in _WHEN:
        _read_when(draft, facts, field)
    elif field == "ends":
        _read_end(draft, facts)
    elif field == "place" and facts.pending:
        draft.put("place_is_pending", True, line, piece.start, piece.end)
    elif field == "link" and facts.links:
        draft.put_text("online_url", line, *facts.links[0])
    elif field == "contact" and facts.emails:
        draft.put_text("contact", line, *facts.emails[0])
    elif field in ("", "title", "note", "contact", "link"):
        _read_words(draft, facts, piece, field)
    else:
        fill_field(draft, facts, piece)


def _read_words(draft: Draft, facts: Facts, piece: Piece, field: str) -> None:
    if field == "title":
        fill_field(draft, facts, piece)
    elif field == "":
        describe(draft, facts)
    else:
        fill_field(draft, facts, Piece(piece.line, piece.start, piece.end, GAP, "note"))


def _read_when(draft: Draft, facts: Facts, field: str) -> None:
    put_hours(draft, facts)
    put_days(draft, facts)
    if facts.pending and field in ("hour", "when"):
        put_pending(draft, facts)


def _read_end(draft: Draft, facts: Facts) -> None:
    for span in facts.hours[:1]:
        if span.hour:
            draft.put("ends", span.hour, facts.line, span.start, span.end)
