"""How much of the corpora is understood: expected cells against those that were read.

`python -m tests.events.imports.corpus_share` prints it by corpus and language; with `-v` also what is read otherwise.
"""

import datetime as dt
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django

from events.imports.action_list.reading import read_action_list

FOLDER = Path(__file__).parent / "action_list"
WINDOW = (dt.date(2027, 3, 8), dt.date(2027, 3, 13))
HEADING = "Elmsworth"
_NAMES = {"town": "city", "children": "childcare", "seats": "seating", "toilet": "toilets"}
_ABOUT = {"language", "text", "lines", "day_from"}


@dataclass(frozen=True)
class Corpus:
    """Single lines, and whole texts with their expectations beside them."""

    name: str
    lines: list[dict]
    texts: list[Path]

    @property
    def languages(self) -> list[str]:
        return sorted({line["language"] for line in self.lines})

    def texts_of(self, language: str) -> list[Path]:
        return [path for path in self.texts if path.stem.endswith(f"-{language}")]


def _read(name: str, folder: Path) -> Corpus:
    lines = tomllib.loads((folder / "lines.toml").read_text(encoding="utf-8"))["line"]
    return Corpus(name, lines, sorted((folder / "texts").glob("*.txt")))


FIRST = _read("first", FOLDER)
FRESH = _read("fresh", FOLDER / "fresh")
CORPORA = (FIRST, FRESH)


@dataclass
class Share:
    """Cells of one language. `wrong` and `invented` say what was read, for whoever mends the grammar."""

    right: int = 0
    expected: int = 0
    wrong: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    invented_cells: Counter = field(default_factory=Counter)

    @property
    def understood(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    def __str__(self) -> str:
        return (
            f"{self.understood:7.2%} of {self.expected:4} cells, {len(self.wrong)} missing or other, "
            f"{len(self.invented)} not in the text {dict(self.invented_cells)}"
        )


def no_town(name, region):
    return None


def read_line(entry):
    """The action of a line, under a town's heading if it names none itself."""
    names_town = "city" in entry
    text = entry["text"] if names_town else f"{HEADING}\n{entry['text']}"
    read = read_action_list(text, window=WINDOW, today=WINDOW[0], find_town=no_town)
    number = 1 if names_town else 2
    cells = {}
    for action in reversed([action for action in read.actions if number in action.lines]):
        cells |= plain(action)
    if not names_town:
        cells.pop("city", None)
    return cells


def read_text(path):
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    window = tuple(expected["window"])
    return expected, read_action_list(text, window=window, today=window[0], find_town=no_town)


def plain(action):
    """The cells of an action in the corpus's words."""
    cells = {_NAMES.get(name, name): cell.value for name, cell in action.cells.items()}
    hours = cells.pop("hours", "timed")
    for name in ("hour", "ends"):
        if name in cells:
            cells[name] = cells[name].strftime("%H:%M")
    if hours != "timed":
        cells["hour"] = hours
    if cells.pop("place_is_pending", False):
        cells["place"] = "tba"
    if "accessibility" in cells:
        cells["accessibility"] = sorted(_NAMES.get(key, key) for key in cells["accessibility"])
    return {name: list(value) if isinstance(value, tuple) else value for name, value in cells.items()}


def compare(share, where, expected, read):
    """Counts the cells of one action."""
    expected = {name: value for name, value in expected.items() if name not in _ABOUT}
    for name, value in expected.items():
        share.expected += 1
        found = read.get(name)
        if name == "accessibility":
            value = sorted(value)
        if found == value or (name == "note" and found and all(any(one in note for note in found) for one in value)):
            share.right += 1
        else:
            share.wrong.append(f"{where}: {name} is {value!r}, read {found!r}")
    for name in sorted(set(read) - set(expected) - {"note"}):
        share.invented.append(f"{where}: {name} read {read[name]!r}")
        share.invented_cells[name] += 1


def share_of_lines(corpus, language):
    share = Share()
    for entry in corpus.lines:
        if entry["language"] == language:
            compare(share, entry["text"], entry, read_line(entry))
    return share


def share_of_texts(corpus, language):
    share = Share()
    for path in corpus.texts_of(language):
        compare_text(share, path)
    return share


def share_of_line(entry):
    share = Share()
    compare(share, entry["text"], entry, read_line(entry))
    return share


def share_of_text(path):
    share = Share()
    compare_text(share, path)
    return share


def compare_text(share, path):
    """An action that is expected and not read misses all its cells; one that nobody expects has invented all."""
    expected, read = read_text(path)
    left = list(read.actions)
    for action in expected["action"]:
        match = max(left, key=lambda found: _likeness(action, found), default=None)
        if match is not None and _likeness(action, match) > 0:
            left.remove(match)
        else:
            match = None
        compare(share, f"{path.stem}:{action['lines']}", action, plain(match) if match else {})
    for action in left:
        compare(share, f"{path.stem}:{list(action.lines)}", {}, plain(action) | {"action": "whole"})


def _likeness(expected, action):
    cells = plain(action)
    shared = len(set(expected["lines"]) & set(action.lines))
    same = sum(cells.get(name) == expected.get(name) for name in ("city", "hour", "day", "title", "place"))
    return shared * 10 + same if shared else 0


def misread_lines(path):
    """Which lines are elsewhere than expected: in names, headings or left out, or in an action."""
    expected, read = read_text(path)
    problems = []
    names = {(one["name"], one["role"], one["line"]) for one in expected.get("name", [])}
    found = {(one.name, one.role, one.line) for one in read.names}
    problems += [f"name missing {one}" for one in names - found] + [f"name too many {one}" for one in found - names]
    of_actions = {number for action in expected["action"] for number in action["lines"]}
    read_actions = {number for action in read.actions for number in action.lines}
    problems += [f"line {number} is in an action" for number in sorted(of_actions - read_actions)]
    problems += [f"line {number} is in no action" for number in sorted(read_actions - of_actions)]
    left = {one.line for one in read.left_out}
    kept = {*expected["headings"], *expected["left_out"]}
    problems += [f"line {number} is left out" for number in sorted(kept - left - read_actions)]
    return problems


def report(*, says_all: bool) -> Iterator[str]:
    """The shares of all corpora, one line for each language, then what is read otherwise."""
    for corpus in CORPORA:
        for language in corpus.languages:
            for unit, share_of in (("lines", share_of_lines), ("texts", share_of_texts)):
                share = share_of(corpus, language)
                yield f"{corpus.name:5} {unit:5} {language:5} {share}"
                if says_all:
                    yield from (f"    {problem}" for problem in share.wrong + share.invented)
        for path in corpus.texts if says_all else ():
            yield from (f"    {path.stem}: {problem}" for problem in misread_lines(path))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(*report(says_all="-v" in sys.argv[1:]), sep="\n")
