"""Where a passage stands in a new revision: unchanged, changed, or lost."""

import itertools
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from events.text.quotes import TextAnchor, cuts_word, lies_in_blocks, make_anchor, word_spans
from events.text.rendering import block_bounds
from events.text.sentences import split_sentences

SAME, CHANGED, LOST = "same", "changed", "lost"

# Below this share of common words two passages are not one passage edited.
LIKENESS = 0.65
# How many words a changed passage may be stretched to begin or end with its sentence.
STRETCH = 4


class Reanchored(NamedTuple):
    state: str
    anchor: TextAnchor | None  # None when lost


class Span(NamedTuple):
    start: int
    end: int
    likeness: float


def reanchor(old: TextAnchor, new_text: str) -> Reanchored:
    """The anchor of the same passage in `new_text`.

    *same*: its very characters are there (of several places the one with the likest neighbours). *changed*: the
    likest passage, of which at least LIKENESS of the words are common; somebody has to look. *lost*: none.
    """
    places = list(_places(old, new_text))
    if places:
        start = max(places, key=lambda at: _neighbours(old, new_text, at))
        return Reanchored(SAME, make_anchor(new_text, start, start + len(old.exact)))
    candidates = _blocks_like(old, new_text) if "\n" in old.exact else _passages_like(old, new_text)
    best = max(candidates, key=lambda span: span.likeness, default=None)
    if best is None or best.likeness < LIKENESS:
        return Reanchored(LOST, None)
    return Reanchored(CHANGED, make_anchor(new_text, best.start, best.end))


def _places(old: TextAnchor, text: str) -> Iterator[int]:
    cut_before = cuts_word(old.prefix[-1:] + old.exact[0], 1)
    cut_after = cuts_word(old.exact[-1] + old.suffix[:1], 1)
    at = text.find(old.exact)
    while at >= 0:
        end = at + len(old.exact)
        is_whole = cuts_word(text, at) <= cut_before and cuts_word(text, end) <= cut_after
        if is_whole and lies_in_blocks(text, at, end):
            yield at
        at = text.find(old.exact, at + 1)


def _neighbours(old: TextAnchor, text: str, start: int) -> tuple[int, int]:
    """How many characters before and after are the old ones; then, how near it is to where it was."""
    before, after = text[:start][-len(old.prefix) - 1 :], text[start + len(old.exact) :]
    alike = _alike(old.prefix[::-1], before[::-1]) + _alike(old.suffix, after)
    return alike, -abs(start - old.start)


def _alike(one: str, other: str) -> int:
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


# --- Changed inside one block ----------------------------------------------------------------------------------


def _passages_like(old: TextAnchor, text: str) -> Iterator[Span]:
    wanted = [word for word, _, _ in word_spans(old.exact)]
    for start, end in block_bounds(text):
        found = word_spans(text[start:end])
        span = _likest_run(wanted, found)
        if span:
            yield _stretch(old, text, span._replace(start=start + span.start, end=start + span.end))


def _likest_run(wanted: list[str], found: list[tuple[str, int, int]]) -> Span | None:
    """The run of `found` that shares most words with `wanted`, in their order, for its length."""
    matcher = SequenceMatcher(None, wanted, [word for word, _, _ in found], autojunk=False)
    matches = [match for match in matcher.get_matching_blocks() if match.size]
    so_far = [0, *itertools.accumulate(match.size for match in matches)]
    best: Span | None = None
    for first, last in itertools.combinations_with_replacement(range(len(matches)), 2):
        common = so_far[last + 1] - so_far[first]
        start, end = matches[first].b, matches[last].b + matches[last].size
        # Of both: half of a short call, "We call on … to …", is in every other one.
        likeness = min(2 * common / (len(wanted) + end - start), common / len(wanted))
        if best is None or likeness > best.likeness:
            best = Span(found[start][1], found[end - 1][2], likeness)
    return best


def _stretch(old: TextAnchor, text: str, span: Span) -> Span:
    """To the ends of the sentence where the old passage ended with one: its first or last word has changed."""
    start, end = span.start, span.end
    for sentence in split_sentences(text):
        if sentence.start <= start < sentence.end and _began_sentence(old):
            near = len(text[sentence.start : start].split()) <= STRETCH
            start = sentence.start if near else start
        if sentence.start < end <= sentence.end and old.exact[-1] in ".!?…؟۔":
            near = len(text[end : sentence.end].split()) <= STRETCH
            end = sentence.end if near else end
    return Span(start, end, span.likeness)


def _began_sentence(old: TextAnchor) -> bool:
    before = old.prefix.rstrip(" ")
    return not before or before[-1] in "\n.!?…؟۔”»"


# --- Changed over several whole blocks ---------------------------------------------------------------------------


def _blocks_like(old: TextAnchor, text: str) -> Iterator[Span]:
    wanted = [word for word, _, _ in word_spans(old.exact)]
    bounds = block_bounds(text)
    count = old.exact.count("\n") + 1
    for size in range(max(1, count - 1), count + 2):
        for first in range(len(bounds) - size + 1):
            start, end = bounds[first][0], bounds[first + size - 1][1]
            words = [word for word, _, _ in word_spans(text[start:end])]
            yield Span(start, end, SequenceMatcher(None, wanted, words, autojunk=False).ratio())
