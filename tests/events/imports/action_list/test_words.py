import tomllib
from collections import Counter

import pytest

from events.imports.action_list import reading, words
from events.imports.action_list.lines import fold

FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in words._FILES.glob("*.toml")}


@pytest.fixture
def one_file(monkeypatch):
    """The words of one language that has just been written."""

    def write(**tables):
        monkeypatch.setattr(words, "_files", lambda: {"xx": {"locales": ["en"], **tables}})

    return write


def test_every_list_has_a_reader():
    assert reading.read_action_list

    words.refuse_unknown()


def test_a_list_that_nothing_reads_is_named(one_file):
    one_file(kinds={"march": ["walk"]}, places={"halls": ["hall"]})

    with pytest.raises(words.UnknownWordsError, match=r"xx\.toml: nothing reads halls in \[places\]"):
        words.refuse_unknown()


def test_a_phrase_with_two_meanings_is_refused(one_file):
    one_file(kinds={"march": ["walk"], "rally": ["Wálk"]})

    with pytest.raises(words.UnknownWordsError, match='"walk" stands under march and under rally'):
        words.phrases("kinds", "march", "rally")


def test_a_phrase_stands_for_all_that_it_may_be(one_file):
    one_file(names={"hosts": ["organi(s|z)ed( by)", "Œuvre"]})

    found = words.words("names", "hosts", "+")

    assert found == {"organised", "organized", "organised by", "organized by", "+", fold("Œuvre")}


def test_a_line_may_stand_for_anything(one_file):
    one_file(lines={"furniture": ["… wrote(:)", "a.b"]})

    assert words.lines("lines", "furniture") == r".*\ wrote|.*\ wrote:|a\.b"


@pytest.mark.parametrize("language", FILES)
def test_no_word_stands_twice_in_a_list(language):
    tables = [(table, keys) for table, keys in FILES[language].items() if table != "locales"]
    lists = [(table, key, listed) for table, keys in tables for key, listed in keys.items()]

    assert [
        (table, key, word) for table, key, listed in lists for word, times in Counter(listed).items() if times > 1
    ] == []


@pytest.mark.parametrize("language", FILES)
def test_tables_are_found_by_the_alphabet(language):
    tables = [table for table in FILES[language] if table != "locales"]

    assert tables == sorted(tables)
