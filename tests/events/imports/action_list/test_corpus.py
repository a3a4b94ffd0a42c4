"""The corpora are well formed: this says nothing about any parser, only that the expectations can be trusted."""

import datetime as dt
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

HERE = Path(__file__).parent
KINDS = {"march", "rally", "picket", "vigil", "strike", "occupation", "teach-in", "panel", "screening"}
KINDS |= {"meeting", "training"}
ACCESS = {"step-free", "sign-language", "captions", "childcare", "quiet-space", "seating", "toilets"}
COPIED = ("city", "region", "title", "place", "host", "contact", "online_url")
COPIED_LISTS = ("address", "note")
CELLS = {*COPIED, *COPIED_LISTS, "day", "last_day", "hour", "ends", "zone", "kind", "attendance", "accessibility"}
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
FEWEST_LINES = {"en": 60, "es": 45, "fr": 45, "ar": 45, "mixed": 25}
FEWEST_TEXTS = {"en": 3, "es": 3, "fr": 2, "ar": 2, "mixed": 2}
FEWEST_FRESH_LINES = {"en": 35, "es": 30, "fr": 30, "ar": 30, "mixed": 25}
FEWEST_FRESH_TEXTS = {"en": 2, "es": 2, "fr": 2, "ar": 2, "mixed": 2}


class Corpus(NamedTuple):
    name: str
    folder: Path
    fewest_lines: dict
    fewest_texts: dict

    @property
    def lines(self):
        return tomllib.loads((self.folder / "lines.toml").read_text(encoding="utf-8"))["line"]

    @property
    def texts(self):
        return sorted((self.folder / "texts").glob("*.txt"))


CORPORA = [
    Corpus("first", HERE, FEWEST_LINES, FEWEST_TEXTS),
    Corpus("fresh", HERE / "fresh", FEWEST_FRESH_LINES, FEWEST_FRESH_TEXTS),
]
each_corpus = pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.name)
each_line = pytest.mark.parametrize(
    "line", [pytest.param(line, id=f"{corpus.name}-{line['text']}") for corpus in CORPORA for line in corpus.lines]
)
each_text = pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"{corpus.name}-{path.stem}") for corpus in CORPORA for path in corpus.texts]
)


def expectations(text_path):
    return tomllib.loads(text_path.with_suffix(".toml").read_text(encoding="utf-8"))


def text_lines(text_path):
    """By number, from 1. Only LF ends a line."""
    lines = text_path.read_bytes().decode("utf-8").split("\n")
    return dict(enumerate(lines, start=1))


def pieces_to_find(cells, sources):
    for cell in COPIED:
        if cell not in cells or (cell, cells[cell]) == ("place", "tba"):
            continue
        if cell == "title" and not is_in(cells[cell], sources):
            # "6:30PM Dinner / 7:00PM Teach-In": the pieces on both sides of an hour are joined.
            yield from cells[cell].split(" / ")
        else:
            yield cells[cell]
    for cell in COPIED_LISTS:
        yield from cells.get(cell, [])


def is_in(piece, sources):
    return any(piece in source for source in sources)


def assert_cells_are_valid(cells, sources):
    assert set(cells) <= CELLS
    for piece in pieces_to_find(cells, sources):
        assert piece == piece.strip() != ""
        assert is_in(piece, sources), piece
    for cell in ("day", "last_day"):
        assert type(cells.get(cell, dt.date.min)) is dt.date
    if "last_day" in cells:
        assert cells["last_day"] > cells["day"]
    assert cells.get("hour", "tba") in {"tba", "all-day"} or CLOCK.fullmatch(cells["hour"])
    assert CLOCK.fullmatch(cells.get("ends", "00:00"))
    assert ZoneInfo(cells.get("zone", "UTC"))
    assert cells.get("kind", "rally") in KINDS
    assert cells.get("attendance", "both") in {"online", "both"}
    assert set(cells.get("accessibility", ())) <= ACCESS
    for several in (*COPIED_LISTS, "accessibility"):
        assert several not in cells or len(cells[several]) == len(set(cells[several])) > 0


@each_corpus
def test_every_language_has_its_lines_and_texts(corpus):
    lines = Counter(line["language"] for line in corpus.lines)
    texts = Counter(path.stem.split("-")[1] for path in corpus.texts if not path.stem.startswith("00"))

    assert set(lines) == set(corpus.fewest_lines)
    assert all(lines[language] >= fewest for language, fewest in corpus.fewest_lines.items())
    assert texts == corpus.fewest_texts
    assert {path.stem for path in corpus.texts} == {path.stem for path in (corpus.folder / "texts").glob("*.toml")}


def test_no_line_stands_twice():
    texts = Counter(line["text"] for corpus in CORPORA for line in corpus.lines)

    assert [text for text, times in texts.items() if times > 1] == []


@each_line
def test_line_is_well_formed(line):
    cells = {cell: value for cell, value in line.items() if cell not in {"language", "text"}}

    assert "\n" not in line["text"]
    assert_cells_are_valid(cells, [line["text"]])


@each_text
def test_actions_of_a_text_are_well_formed(path):
    lines, expected = text_lines(path), expectations(path)
    first, last = expected["window"]

    assert set(expected) <= {"window", "action", "name", "headings", "left_out"}
    assert type(first) is type(last) is dt.date
    assert first <= last
    for action in expected["action"]:
        cells = {cell: value for cell, value in action.items() if cell not in {"lines", "day_from"}}
        assert_cells_are_valid(cells, [lines[number] for number in action["lines"]])
        assert action["lines"] == sorted(set(action["lines"]))
        if "day_from" in action:
            assert (action["day_from"], first, last) == ("window", action["day"], action["day"])


@each_text
def test_names_of_a_text_are_exact(path):
    lines = text_lines(path)

    for name in expectations(path).get("name", []):
        assert set(name) == {"name", "role", "line"}
        assert name["role"] in {"endorser", "host"}
        assert name["name"] in lines[name["line"]]


@each_text
def test_every_line_of_a_text_is_accounted_for_once(path):
    expected = expectations(path)
    of_actions = {number for action in expected["action"] for number in action["lines"]}
    of_names = {name["line"] for name in expected.get("name", [])}

    accounted = [*of_actions, *of_names, *expected["headings"], *expected["left_out"]]

    assert sorted(accounted) == [number for number, line in text_lines(path).items() if line.strip()]
