"""What the text says is still to come: "TBA", "location TBA", "hora por confirmar", "يحدد لاحقاً"."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import phrases, words

TO_COME = phrases("pending", "to_come")
_TOPICS = phrases("pending_topics")
_JOINTS = words("pending", "joints", *"&/+,:-'") | words("writing", "and")
_BOTH = words("writing", "and", "&", "/")
_FARTHEST = 7


@dataclass(frozen=True, slots=True)
class PendingSpan:
    """`topics`: of "hour", "place", "day", "all"; none where the text only says "TBA"."""

    start: int
    end: int
    topics: frozenset[str]


def find_pending(tokens: Tokens) -> Iterator[PendingSpan]:
    """All that is said to come, in order, with the words that say what."""
    free = 0
    for index in TO_COME.begin_in(tokens):
        found = TO_COME.longest_at(tokens, index) if index >= free else None
        if found is None or _is_within_word(tokens, index, found[1]):
            continue
        first, topics = _topics_before(tokens, index, free)
        last, after = _topics_after(tokens, found[1]) if not topics else (found[1], frozenset())
        last = _said_twice(tokens, last)
        yield PendingSpan(*tokens.stretch(first, last), topics | after)
        free = last


def _said_twice(tokens: Tokens, last: int) -> int:
    """The same once more: "à confirmer / TBC", "/ Time TBC"."""
    if tokens.text(last) != "/":
        return last
    for at in range(last + 1, last + 4):
        if found := TO_COME.longest_at(tokens, at):
            return found[1]
    return last


def _is_within_word(tokens: Tokens, first: int, last: int) -> bool:
    """ "a venir" is to come only at the end of what is said."""
    return (
        tokens.text(first) in ("a", "to", "coming")
        and tokens.text(last).isalpha()
        and tokens.text(last) not in _JOINTS | {"by"}
    )


def _topics_before(tokens: Tokens, index: int, free: int) -> tuple[int, frozenset[str]]:
    """Walks back over "time & place", "hora y lugar", "الوقت والمكان"."""
    first, at, topics = index, index - 1, set()
    while at >= max(free, index - _FARTHEST):
        found = _topic_ending(tokens, at)
        if found:
            topics.add(found[0])
            first = at = found[1]
        elif tokens.text(at) not in _JOINTS:
            break
        at -= 1
    return first, frozenset(topics)


def _topic_ending(tokens: Tokens, at: int) -> tuple[str, int] | None:
    for length in (3, 2, 1):
        start = at - length + 1
        found = _TOPICS.longest_at(tokens, start) if start >= 0 else None
        if found and found[1] == at + 1:
            return found[0], start
    joined = _TOPICS.joined_meaning(tokens.text(at))
    return (joined, at) if joined else None


def _topics_after(tokens: Tokens, index: int) -> tuple[int, frozenset[str]]:
    """ "TBA (time and place)", "TBD location", "por confirmar hora y lugar"."""
    at = last = index + (tokens.text(index) in ("(", ":"))
    topics: set[str] = set()
    while (found := _TOPICS.longest_at(tokens, at)) and found[0] != "all":
        topics.add(found[0])
        last = at = found[1]
        at += tokens.text(at) in _BOTH
    if not topics:
        return index, frozenset()
    return last + (tokens.text(last) == ")" and tokens.text(index) == "("), frozenset(topics)
