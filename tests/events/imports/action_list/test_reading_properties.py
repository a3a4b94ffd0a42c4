"""Whatever is pasted: nothing crashes, no line is lost, every cell says truly where it is from, nothing takes long."""

import datetime as dt
import itertools
import random
import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.gazetteer import Town
from events.imports.action_list.cells import NAMES, Source
from events.imports.action_list.reading import read_action_list
from tests.events.imports.corpus_share import CORPORA, WINDOW

LINES = [line for corpus in CORPORA for line in corpus.lines]
TEXTS = [path for corpus in CORPORA for path in corpus.texts]
CORPUS = "\n".join([line["text"] for line in LINES] + [path.read_text(encoding="utf-8") for path in TEXTS])
HUNDRED_KB = 100_000
MOST = 3  # times what lines as they come take: those took 0.6 s for 100 kB, a dense table 0.9
RUNS = 6  # at most: one within the bound is enough, where others take caches and turns
TODAY = dt.date(2026, 11, 29)
TOWN = Town("Ashford", "GB", "ENG", 51.1, 0.9, "Europe/London", 60_000)

pieces = st.sampled_from(CORPUS.splitlines())
words = st.sampled_from(CORPUS.split())
signs = st.sampled_from(list("\n\n\n \t/()[]|,;:.-—–*#>\"'«»“”📍⌖¬•¦♿٥፩0123456789\r\u200f\u0301\x00\ud800"))
mutated = st.lists(pieces | words | signs | st.text(max_size=4), max_size=40).map(" ".join)
shuffled = st.lists(pieces, max_size=30).map("\n".join)
arbitrary = st.text(max_size=400) | mutated | shuffled | st.tuples(shuffled, mutated).map("\n".join)
windows = st.sampled_from([WINDOW, (WINDOW[0], WINDOW[0]), None, (dt.date(1, 1, 1), dt.date(9999, 12, 31))])


def find_town(name, region):
    """A gazetteer that knows every town of one letter more than three."""
    return TOWN if len(name) > 3 else None


@settings(max_examples=300, deadline=None)
@given(text=arbitrary, window=windows)
def test_every_line_is_used_or_listed_once(text, window):
    read = read_action_list(text, window=window, today=TODAY, find_town=find_town)

    lines = dict(enumerate(text.split("\n"), start=1))
    of_actions = {number for action in read.actions for number in action.lines}
    of_names = {one.line for one in read.names}
    left_out = [one.line for one in read.left_out]
    assert len(left_out) == len(set(left_out))
    assert not of_actions & set(left_out)
    assert not of_names & set(left_out)
    assert not of_actions & of_names
    assert of_actions | of_names | set(left_out) == {number for number, line in lines.items() if line.strip()}
    assert all(one.text == lines[one.line] for one in read.left_out)
    assert all(one.name in lines[one.line] for one in read.names)


@settings(max_examples=300, deadline=None)
@given(text=arbitrary, window=windows)
@example(text="1ABR\nB0:00", window=(dt.date(1, 1, 1), dt.date(9999, 12, 31)))
def test_every_cell_is_from_where_it_says(text, window):
    asked = []

    def gazetteer(name, region):
        asked.append((name, region))
        return find_town(name, region)

    read = read_action_list(text, window=window, today=TODAY, find_town=gazetteer)

    lines = dict(enumerate(text.split("\n"), start=1))
    for action in read.actions:
        assert set(action.cells) <= set(NAMES)
        for name, cell in action.cells.items():
            check_source(name, cell, action, lines, window, asked)


def check_source(name, cell, action, lines, window, asked):
    if cell.source is Source.WINDOW:
        assert (name, cell.value) == ("day", window[0])
        assert window[0] == window[1]
    elif cell.source is Source.GAZETTEER:
        said = tuple(action.cells[part].value if part in action.cells else "" for part in ("town", "region"))
        assert (name, cell.value) == ("zone", TOWN.zone)
        assert said in asked
    else:
        assert cell.source is (source_of_day(cell, window) if name in ("day", "last_day") else Source.TEXT)
        assert cell.line in action.lines
        assert cell.text != ""
        assert lines[cell.line][cell.start : cell.start + len(cell.text)] == cell.text
        check_value(name, cell, action, lines)


def source_of_day(cell, window):
    """Whether the text writes the year, with its four digits; as "27" it may be any number, and as "1" any day."""
    if cell.source is Source.TEXT:
        return Source.TEXT
    assert not re.search(rf"(?<!\d){cell.value.year:04}(?!\d)", cell.text)
    return Source.WINDOW_YEAR if window else Source.ASSUMED_YEAR


def check_value(name, cell, action, lines):
    """What is copied is copied to the letter; a title's pieces around an hour are joined."""
    if name in ("town", "region", "country", "place", "host", "contact", "online_url"):
        assert cell.value == cell.text
    elif name == "title":
        assert all(piece in cell.text for piece in re.split(r" [/+&] ", cell.value))
    elif name in ("address", "note"):
        assert all(any(value in lines[number] for number in action.lines) for value in cell.value)
        assert cell.text in cell.value[0] or cell.value[0] in cell.text


@settings(max_examples=150, deadline=None)
@given(text=arbitrary, window=windows)
def test_the_same_text_says_the_same(text, window):
    first = read_action_list(text, window=window, today=TODAY, find_town=find_town)

    assert read_action_list(text, window=window, today=TODAY, find_town=find_town) == first


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_within_windows_lines_says_the_same(path):
    """Line ends of another system change nothing but the lines' own last character."""
    text = path.read_text(encoding="utf-8")

    one, other = (
        read_action_list(written, window=WINDOW, today=TODAY, find_town=find_town)
        for written in (text, text.replace("\n", "\r\n"))
    )

    assert one.actions == other.actions
    assert one.names == other.names


def lines_of(text):
    """100 kB of lines of at most 2,000 characters."""
    line = (text * (1 + 1999 // len(text)))[:1999] + "\n"
    return line * (HUNDRED_KB // len(line))


def lots_of(text):
    return (text * (1 + HUNDRED_KB // len(text)))[:HUNDRED_KB]


NUMBERS = ["".join(letters) for letters in itertools.product("abcdefghij", repeat=4)]

SLOW = {
    "one line of digits": "1" * HUNDRED_KB,
    "one line of words": lots_of("at the Square 5pm "),
    "short lines": lots_of("a b\n"),
    "20,000 other lines": "\n".join(f"{number:x}" for number in range(20_000)),
    "town headings": lots_of("Ashford\n\n"),
    "towns with hours": lots_of("Ashford\n5pm\n\n"),
    "table": "City\tDate\tTime\tPlace\n" + lots_of("A\tMarch 12\t5pm\tSquare\n"),
    "heads of tables": lots_of("City;Date;Time;Place\n"),
    "names": "Endorsed by:\n" + lots_of("Group A\n"),
    "actions and names": "Ashford\n5pm\n\n" * 1_000 + ("\nEndorsed by: " + "Group A, " * 200) * 47,
    "names in one line": "Endorsed by: " + lots_of("Group A, "),
    "cells": "City,Date,Time\n" + lots_of(",".join("5" * 39) + "\n"),
    "days and hours": lots_of("12/3 13/3 5pm 6pm\n"),
    "lines of one letter": lots_of("a\n"),
    "lines of one digit": lots_of("٥\n"),
    "heads above each other": lots_of("City\n" * 39 + "x\n\n"),
    "blank lines": "\n" * HUNDRED_KB,
    "blanks": lines_of("a" + " " * 1997),
    "corpus": lots_of(CORPUS),
    "corpus, no line twice": "\n".join(f"{line} {NUMBERS[at]}" for at, line in enumerate(CORPUS.splitlines() * 2)),
    "words of the corpus": " ".join(random.Random(1).choices(CORPUS.split() + ["\n"] * 400, k=HUNDRED_KB // 6)),
    **{
        f"lines of {text!r}": lines_of(text)
        for text in (
            "1", "1 2 3 4 5 ", ".,;:!?-/", "(", "/", "a/", "a.", "a@", "a@b.c ", '"', "5pm ", "5-7pm, ", "March 12 - ",
            "and ", "TBA ", "calle ", "12 rue du ", "1 a ", "at the Square ", "Where: ", "📍", "📍 Aa ", "a|",
            "http://a.b/ ", "x", "every Tuesday in March ", "A ", "\u0301", "a\u0301", "وقفة في الساحة ", "و",
            "share / ", "planned actions of the ", "> ", "1. ", "555-01 ", "+1 ", "(5) ", "cookies ", "on a wrote ",
            "last updated ", "endorsed by ", "a's ", "no ramp ", "hosted by A ", "1-1-", "1:", "[1/1/27, 1:1", "lundi ",
            "a-", ". . ", ":", ",", "٠١٢٣٤٥٦٧٨٩ ", "٥",
        )
    },
}  # fmt: skip
USUAL = CORPUS[: HUNDRED_KB // 4]


def seconds_for(text):
    """Seconds of processor time for 100 kB of such a text."""
    began = time.process_time()

    read_action_list(text, window=WINDOW, today=TODAY, find_town=find_town)

    return (time.process_time() - began) / len(text) * HUNDRED_KB


def takes_too_long(text):
    """Beside lines as they come, in the same process and the same moment: a busy machine slows both."""
    return seconds_for(text) > MOST * seconds_for(USUAL)


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_nothing_takes_long(text):
    assert not all(takes_too_long(text) for _run in range(RUNS))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Ashford\n፩ March, 5pm", {"town": "Ashford", "hours": "timed"}),
        ('Ashford\n5pm "a name of many letters and words" same day', {"town": "Ashford", "hours": "timed"}),
    ],
)
def test_numerals_and_names_beside_an_hour_break_nothing(text, cells):
    (action,) = read_action_list(text, window=WINDOW, today=TODAY, find_town=find_town).actions

    assert {name: action.cells[name].value for name in cells} == cells
