"""Groups that the text names beside its actions."""

import re
from collections.abc import Iterable, Iterator, Set

from events.imports.action_list.cells import ReadAction, ReadName
from events.imports.action_list.lines import Line, fold
from events.imports.action_list.pieces import trim
from events.imports.action_list.words import either, words

_LONGEST = 160
_BETWEEN = re.compile(rf"[;|•¦\t]|,(?!\s?(?:{either(words('names', 'chapters'))})(?!\w))|\s/\s")
_LAST = re.compile(rf"\s(?:{either(words('writing', 'and', '&'))})\s(?=\S)|\sو(?=\S)")


def read_names(line: Line, start: int, role: str, *, is_list: bool) -> Iterator[ReadName]:
    """The names from a position on: one a line, or several between commas in a paragraph (`is_list` is then False)."""
    for first, last in _stretches(line, start, is_list=is_list):
        first, last = trim(line.text, first, last)
        while last > first and line.text[last - 1] in ".;,":
            last -= 1
        if last - first >= 2 and last - first <= _LONGEST and re.search(r"[^\W\d_]", line.text[first:last]):
            yield ReadName(line.exact(first, last), role, line.number)


def with_listed_hosts(actions: Iterable[ReadAction], names: Iterable[ReadName]) -> Iterator[ReadAction]:
    """What looked like an action's title, or like nothing, is who hosts it if the text lists that group."""
    listed = {fold(one.name) for one in names}
    return (_with_listed_host(action, listed) for action in actions)


def _with_listed_host(action: ReadAction, listed: Set[str]) -> ReadAction:
    title, note = action.cells.get("title"), action.cells.get("note")
    if "host" in action.cells or not listed:
        return action
    if title is not None and "kind" not in action.cells and fold(title.value) in listed:
        cells = {("host" if name == "title" else name): cell for name, cell in action.cells.items()}
        return ReadAction(action.lines, cells)
    if note is not None and note.value == (note.text,) and fold(note.text) in listed:
        cells = {name: cell for name, cell in action.cells.items() if name != "note"}
        return ReadAction(action.lines, cells | {"host": note._replace(value=note.text)})
    return action


def _stretches(line: Line, start: int, *, is_list: bool) -> Iterator[tuple[int, int]]:
    text = line.text
    tab = text.find("\t", start, line.end) if is_list else -1
    end = tab if tab > start else line.end
    separators = [match.span() for match in _BETWEEN.finditer(text, start, end)]
    if is_list and len(separators) < 2:
        yield start, end
        return
    at = start
    for first, last in separators:
        yield at, first
        at = last
    yield from _last_two(line, at, end) if not is_list or separators else [(at, end)]


def _last_two(line: Line, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "… and D": the last "and" joins two names, if both begin as names do."""
    found = [match for match in _LAST.finditer(line.text, start, end) if line.is_capital(match.end())]
    words_before = line.text[start : found[-1].start()].split() if found else []
    if not found or (not words_before and found[-1].start() > start):
        yield start, end
        return
    if words_before:
        yield start, found[-1].start()
    yield found[-1].end(), end
