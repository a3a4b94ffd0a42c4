"""The words of the languages that are read: one file each in `words/`, all of one shape, folded when they are loaded.

The grammar asks for a list by its table and key and gets it of all languages together. In a phrase "(s)" may be left
out, "(a|b)" is one of both, and in a line "…" stands for anything.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from events.imports.action_list.lines import fold
from events.imports.action_list.tokens import Phrases

_FILES = Path(__file__).parent / "words"
_CHOICE = re.compile(r"\(([^()]*)\)")
_ANYTHING = "…"
_asked: set[tuple[str, str]] = set()


class UnknownWordsError(Exception):
    """A file of words holds what nothing asks for, or says two things of one phrase."""


def words(table: str, key: str, *signs: str) -> frozenset[str]:
    """All words of a list, and signs that are the same in every language."""
    _asked.add((table, key))
    return frozenset(signs).union(*map(_expanded, _lists(table, key)))


def phrases(table: str, *keys: str) -> Phrases:
    """A table's phrases by the key that they stand under; without keys all of the table."""
    found: dict[str, str] = {}
    for key in keys or _keys(table):
        for phrase in words(table, key):
            if found.setdefault(phrase, key) != key:
                raise UnknownWordsError(f'"{phrase}" stands under {found[phrase]} and under {key} in [{table}]')
    return Phrases(found)


def phrases_of(listed: Iterable[str]) -> Phrases:
    """Phrases that all mean the same."""
    return Phrases(dict.fromkeys(listed, ""))


def numbers(table: str) -> dict[str, int]:
    """What stands under numbers in a table, by itself."""
    return {name: int(key) for key in _keys(table) for name in words(table, key)}


def either(listed: Iterable[str]) -> str:
    """A regular expression for any of several words, the longest first."""
    return "|".join(map(re.escape, sorted(listed, key=lambda word: (-len(word), word))))


def lines(table: str, key: str) -> str:
    """A regular expression for any of several lines, in which "…" stands for anything."""
    _asked.add((table, key))
    found = dict.fromkeys(line for listed in _lists(table, key) for one in listed for line in _choices(one))
    return "|".join(".*".join(re.escape(fold(part)) for part in line.split(_ANYTHING)) for line in found)


def locales() -> list[str]:
    """Of the languages that are read: CLDR has their months and weekdays."""
    return [locale for file in _files().values() for locale in file["locales"]]


def refuse_unknown() -> None:
    """Raises for a list that nothing has asked for: a word in it would never be found."""
    for language, file in _files().items():
        for table, lists in file.items():
            for key in lists if table != "locales" else ():
                if (table, key) not in _asked:
                    raise UnknownWordsError(f"words/{language}.toml: nothing reads {key} in [{table}]")


@cache
def _files() -> dict[str, dict]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(_FILES.glob("*.toml"))}


def _lists(table: str, key: str) -> Iterator[list[str]]:
    for file in _files().values():
        yield file.get(table, {}).get(key, [])


def _keys(table: str) -> list[str]:
    return list(dict.fromkeys(key for file in _files().values() for key in file.get(table, {})))


def _expanded(listed: list[str]) -> Iterator[str]:
    for phrase in listed:
        yield from map(fold, _choices(phrase))


def _choices(phrase: str) -> Iterator[str]:
    """ "organi(s|z)e(d)" in all the ways that it is written."""
    choice = _CHOICE.search(phrase)
    if choice is None:
        yield phrase
        return
    options = choice[1].split("|") if "|" in choice[1] else ["", choice[1]]
    for option in options:
        yield from _choices(f"{phrase[: choice.start()]}{option}{phrase[choice.end() :]}")
