"""A folded text as words, numbers and signs, for grammars that look one token ahead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from django.utils.functional import cached_property

from events.imports.action_list.lines import Line

# What Arabic writes as one word with the next.
_JOINED = ("ال", "وال", "و", "بال", "ب", "لل", "ل", "فال")
_JOINED_LETTERS = frozenset(prefix[0] for prefix in _JOINED)
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_DIGIT = re.compile(r"\d")


class Tokens:
    """Tokens of a line by index, without those in the stretches that are taken; beyond either end there is nothing."""

    def __init__(self, line: Line, start: int, end: int, *, taken: Iterable[tuple[int, int]] = ()) -> None:
        self.line, self._bounds = line, (start, end)
        text = line.text
        for first, last in taken:
            text = f"{text[:first]}{'¬' * (last - first)}{text[last:]}"
        self._text = text
        self.texts = _TOKEN.findall(text, start, end)

    def __len__(self) -> int:
        return len(self.texts)

    def start(self, index: int) -> int:
        return self._spans[index][0]

    def end(self, index: int) -> int:
        return self._spans[index][1]

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """From where one token starts to where the one before another ends."""
        return self._spans[first][0], self._spans[last - 1][1]

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Where they stand: most are only looked at."""
        return [match.span() for match in _TOKEN.finditer(self._text, *self._bounds)]

    @cached_property
    def may_be_joined(self) -> bool:
        return not self._text.isascii() and any(word[0] in _JOINED_LETTERS for word in self.texts)

    @cached_property
    def has_number(self) -> bool:
        return _DIGIT.search(self._text, *self._bounds) is not None

    def text(self, index: int) -> str:
        try:
            return self.texts[index] if index >= 0 else ""
        except IndexError:
            return ""

    def number(self, index: int, *, digits: tuple[int, ...] = (1, 2)) -> int | None:
        """The number at an index, if it has as many digits."""
        text = self.text(index)
        return int(text) if len(text) in digits and text[0].isdecimal() else None

    def joins(self, index: int) -> bool:
        """Whether nothing stands between this token and the one before."""
        return 0 < index < len(self._spans) and self._spans[index][0] == self._spans[index - 1][1]

    def exact(self, index: int) -> str:
        return self.line.exact(*self._spans[index])

    def is_upper(self, index: int) -> bool:
        """Whether a word is written in capitals."""
        return self.exact(index).isupper()

    def is_capital(self, index: int) -> bool:
        return 0 <= index < len(self._spans) and self.line.is_capital(self._spans[index][0])


@lru_cache(maxsize=4096)
def _bare_words(word: str) -> tuple[str, ...]:
    """What a word may be behind what Arabic writes as one with it."""
    return tuple(word.removeprefix(prefix) for prefix in _JOINED if word.startswith(prefix))


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
        self.first_words = frozenset(self._by_first)

    def longest_at(self, tokens: Tokens, index: int) -> tuple[str, int] | None:
        for words, meaning in self._by_first.get(tokens.text(index), ()):
            if tokens.texts[index : index + len(words)] == words:
                return meaning, index + len(words)
        return None

    def may_be_in(self, tokens: Tokens) -> bool:
        """Whether a word begins one: if none does, there is no need to look further."""
        return tokens.may_be_joined or not self.first_words.isdisjoint(tokens.texts)

    def begin_in(self, tokens: Tokens) -> list[int]:
        """The indices of words that begin one."""
        return [index for index, word in enumerate(tokens.texts) if word in self._by_first]

    def find_all(self, tokens: Tokens) -> Iterator[tuple[str, int, int]]:
        """All phrases in order, none within another: what they mean and the indices of their tokens."""
        if not self.may_be_in(tokens):
            return
        free = 0
        for index, word in enumerate(tokens.texts):
            if index >= free and (word in self._by_first or word[0] in _JOINED_LETTERS):
                found = self.longest_at(tokens, index) or self._joined_at(tokens, index)
                if found:
                    free = found[1]
                    yield found[0], index, free

    def _joined_at(self, tokens: Tokens, index: int) -> tuple[str, int] | None:
        meaning = self.joined_meaning(tokens.text(index))
        return (meaning, index + 1) if meaning else None

    def joined_meaning(self, word: str) -> str:
        """What an Arabic word means behind its article, "and" or preposition."""
        return next((meaning for bare in _bare_words(word) if (meaning := self.meaning(bare))), "")

    def meaning(self, word: str) -> str:
        """What a single word means, or nothing."""
        return next((meaning for words, meaning in self._by_first.get(word, ()) if len(words) == 1), "")
