"""Rows between tabs, semicolons, commas or bars under a line that says what the columns are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from events.imports.action_list.facts import Facts, Stretch
from events.imports.action_list.labels import OWN, PASSED_OVER, may_name_columns, read_column
from events.imports.action_list.lines import Line
from events.imports.action_list.pieces import trim

_DELIMITERS = "\t;|,"
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 40
_RULE = re.compile(r"[\s|:+-]+")
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')  # quotes within are written twice

Row = tuple[Line, list[tuple[str, Stretch]]]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are lines with the cells that are filled, each beside its column's field ("" where that is not known)."""

    header: Line
    rows: tuple[Row, ...]
    rules: tuple[Line, ...] = ()


def find_table(lines: Sequence[Line], index: int, facts: Facts) -> Table | None:
    """The table whose header is the line at an index, of which these are the facts."""
    header = lines[index]
    if not may_name_columns(facts.words):
        return None
    for delimiter in _DELIMITERS:
        if not _LEAST_COLUMNS <= header.text.count(delimiter) + 1 <= _MOST_COLUMNS:
            continue
        columns = tuple(_field(facts, cell) for cell in split_row(header, delimiter))
        if OWN not in columns:
            columns = tuple("" if field == PASSED_OVER else field for field in columns)
        known = [field for field in columns if field]
        if (
            len(known) >= max(2, len(columns) // 2)
            and len(set(known)) >= 2
            and {"town", "place", "hour", "day"} & set(known)
        ):
            rows, rules = _rows(lines, index + 1, delimiter, columns)
            return Table(header, rows, rules) if rows else None
    return None


def split_row(line: Line, delimiter: str) -> list[Stretch]:
    """The cells of a row; a cell in quotes may hold the delimiter, and an Arabic comma is no comma of the file's."""
    text, cells = line.text, []
    start = at = _content_start(line, delimiter)
    end = len(text.rstrip("\r\n "))
    if delimiter == "|" and text[:end].endswith("|"):
        end -= 1
    while at <= end:
        if at < end and text[at] == '"' and not text[start:at].strip():
            quoted = _QUOTED.match(text, at, end)
            at = quoted.end() if quoted else at + 1
            continue
        if at == end or line.raw[line.at[at]] == delimiter:
            cells.append(_without_quotes(line, start, at))
            start = at + 1
        at += 1
    return cells


def _content_start(line: Line, delimiter: str) -> int:
    text = line.text
    if delimiter == "\t":
        return 0
    start = len(text) - len(text.lstrip())
    return start + 1 if delimiter == "|" and text[start : start + 1] == "|" else start


def _without_quotes(line: Line, start: int, end: int) -> Stretch:
    """Without blanks, and without the file's own quotes."""
    text = line.text
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    is_quoted = (
        end - start > 1
        and text[start] == text[end - 1] == '"'  # any quote in the normal form: only the file's own are taken off
        and line.exact(start, start + 1) == line.exact(end - 1, end) == '"'
    )
    return (start + 1, end - 1) if is_quoted else (start, end)


def _field(header: Facts, cell: Stretch) -> str:
    start, end = trim(header.line.text, *cell)
    if start >= end:
        return ""
    facts = header.within(start, end)
    if field := read_column(facts.words):
        return field
    return f"access:{facts.access[0].key}" if facts.access else ""


def _rows(
    lines: Sequence[Line], index: int, delimiter: str, columns: tuple[str, ...]
) -> tuple[tuple[Row, ...], tuple[Line, ...]]:
    rows: list[Row] = []
    rules: list[Line] = []
    for line in lines[index:]:
        if delimiter == "|" and _RULE.fullmatch(line.text):
            rules.append(line)
            continue
        cells = split_row(line, delimiter) if line.text.count(delimiter) >= min(2, len(columns) - 1) else []
        filled = [(field, cell) for field, cell in zip_longest(columns, cells) if cell and cell[0] < cell[1]]
        if len(filled) < 2:
            break
        rows.append((line, [(field or "", cell) for field, cell in filled]))
    return tuple(rows), tuple(rules)
