"""A folded text as words, numbers and signs, for grammars that look one token ahead."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from events.imports.action_list.lines import Line

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()


class Tokens:
    """Tokens of a line by index, without those in the stretches that are taken; beyond either end there is nothing."""

    def __init__(self, line: Line, start: int, end: int, *, taken: Iterable[tuple[int, int]] = ()) -> None:
        self.line = line
        text = "".join(line.text)
        for first, last in taken:
            text = f"{text[:first]}{'¬' * (last - first)}{text[last:]}"
        self._all = [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, index: int) -> Token:
        return self._all[index]

    def text(self, index: int) -> str:
        return self._all[index].text if 0 <= index < len(self._all) else ""

    def number(self, index: int, *, digits: tuple[int, ...] = (1, 2)) -> int | None:
        """The number at an index, if it has as many digits."""
        text = self.text(index)
        return int(text) if text[:1].isdigit() and len(text) in digits else None

    def joins(self, index: int) -> bool:
        """Whether nothing stands between this token and the one before."""
        return 0 < index < len(self._all) and self._all[index].start == self._all[index - 1].end

    def is_upper(self, index: int) -> bool:
        """Whether a word is written in capitals."""
        return self.line.exact(self._all[index].start, self._all[index].end).isupper()

    def is_capital(self, index: int) -> bool:
        return 0 <= index < len(self._all) and self.line.is_capital(self._all[index].start)


class Phrases:
    """Phrases of one or several words, each with a meaning, found by their first word."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        """`meanings`: what each phrase means, in folded writing."""
        self._by_first: dict[str, list[tuple[list[str], str]]] = {}
        for phrase, meaning in meanings.items():
            words = _TOKEN.findall(phrase)
            self._by_first.setdefault(words[0], []).append((words, meaning))
        for known in self._by_first.values():
            known.sort(key=lambda pair: -len(pair[0]))

    def longest_at(self, tokens: Tokens, index: int) -> tuple[str, int] | None:
        for words, meaning in self._by_first.get(tokens.text(index), ()):
            if all(tokens.text(index + n) == word for n, word in enumerate(words)):
                return meaning, index + len(words)
        return None

    def first_in(self, tokens: Tokens) -> tuple[str, int, int] | None:
        """The first phrase in a text: its meaning and the indices of its tokens."""
        for index in range(len(tokens)):
            if found := self.longest_at(tokens, index):
                return found[0], index, found[1]
        return None

    def meaning(self, word: str) -> str:
        """What a single word means, or nothing."""
        return next((meaning for words, meaning in self._by_first.get(word, ()) if len(words) == 1), "")
