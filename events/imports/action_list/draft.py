"""An action while its lines are being read."""

from typing import Any

from events.imports.action_list.cells import Cell, ReadAction, Source
from events.imports.action_list.facts import Facts
from events.imports.action_list.lines import Line


class Draft:
    """Cells are filled once, by the first line that says something; those of several values grow."""

    def __init__(self, *, is_listed: bool = False) -> None:
        self.is_listed = is_listed
        self.has_unread_day = False
        self.day_above: Facts | None = None  # a line of its town's that is nothing but a day
        self._last_note: tuple[Line, int, int] | None = None
        self._cells: dict[str, Cell] = {}
        self._numbers: set[int] = set()
        # Where the place or the title was found last, so that "Library, Room B" is one.
        self.latest: dict[str, tuple[Line, int, int]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._cells

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._cells)

    def value(self, name: str) -> Any:
        cell = self._cells.get(name)
        return cell.value if cell else None

    def use(self, line: Line) -> None:
        self._numbers.add(line.number)

    def put(self, name: str, value: Any, line: Line, start: int, end: int, *, source: Source = Source.TEXT) -> bool:
        """Fills a cell from a stretch of a line, unless it is filled."""
        text = line.exact(start, end)
        if name in self._cells or not text:
            return False
        self._cells[name] = _said(value, line, start, end)._replace(source=source)
        self.latest[name] = (line, start, end)
        self.use(line)
        return True

    def put_text(self, name: str, line: Line, start: int, end: int) -> bool:
        """Fills a cell with the stretch itself."""
        return self.put(name, line.exact(start, end), line, start, end)

    def rename(self, name: str, other: str) -> None:
        """What was put into a cell was another's."""
        self._cells[other], self.latest[other] = self._cells.pop(name), self.latest.pop(name)

    def extend(self, name: str, line: Line, end: int) -> None:
        """Lets a cell reach further in its own line."""
        _line, start, _end = self.latest[name]
        del self._cells[name]
        self.put_text(name, line, start, end)

    def join(self, name: str, line: Line, end: int, joint: str, value: str) -> None:
        """Two stretches of a line as one value; the text of the cell is all between them, too."""
        cell, (_line, start, _end) = self._cells[name], self.latest[name]
        self._cells[name] = _said(f"{cell.value}{joint}{value}", line, start, end)
        self.latest[name] = (line, start, end)

    def add(self, name: str, value: str, line: Line, start: int, end: int) -> None:
        """One more value of a cell that has several."""
        text = line.exact(start, end)
        if not text or value in (self.value(name) or ()):
            return
        cell = self._cells.get(name)
        if cell is None:
            self._cells[name] = _said((value,), line, start, end)
        else:
            self._cells[name] = cell._replace(value=(*cell.value, value))
        self.use(line)

    def note(self, line: Line, start: int, end: int) -> None:
        """A remark; one that follows the last with only a sign between goes on with it."""
        last = self._last_note
        if last and last[0] is line and last[2] <= start and not line.text[last[2] : start].strip(" ,:/"):
            cell, grown = self._cells["note"], line.exact(last[1], end)
            is_first = len(cell.value) == 1
            self._cells["note"] = cell._replace(value=(*cell.value[:-1], grown), text=grown if is_first else cell.text)
            self._last_note = (line, last[1], end)
            return
        before = self.value("note")
        self.add("note", line.exact(start, end), line, start, end)
        if self.value("note") != before:
            self._last_note = (line, start, end)

    def undouble_quotes(self) -> None:
        """A file writes the quotes within a quoted cell twice."""
        for name, cell in self._cells.items():
            if '""' in cell.text and isinstance(cell.value, str):
                self._cells[name] = cell._replace(value=cell.value.replace('""', '"'))
            elif isinstance(cell.value, tuple) and any('""' in value for value in cell.value):
                self._cells[name] = cell._replace(value=tuple(value.replace('""', '"') for value in cell.value))

    def derive(self, name: str, value: Any, source: Source) -> None:
        """A cell that no line says."""
        self._cells.setdefault(name, Cell(value, source))

    def read(self) -> ReadAction:
        return ReadAction(tuple(sorted(self._numbers)), dict(self._cells))


def _said(value: Any, line: Line, start: int, end: int) -> Cell:
    return Cell(value, Source.TEXT, line.exact(start, end), line.number, line.at[start])
