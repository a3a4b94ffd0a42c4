"""What has changed between two texts, block by block, and inside a changed block word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

# Two blocks with less in common are one removed and one added, not one changed.
_LIKENESS = 0.4
# Anybody may ask for the page, so a comparison takes bounded time: beyond these, which no rewritten statement of ten
# thousand words reaches, what lies between the common beginning and the common end is all removed and all added.
_MOST_MEETINGS = 2_000_000
_MOST_PAIRS = 40_000

_Opcode = tuple[str, int, int, int, int]


class Part(NamedTuple):
    """`kind` is same, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedBlock:
    """`kind` is same, removed, added or changed; `number` counts the blocks of the new text from 0, the title."""

    kind: str
    parts: tuple[Part, ...]
    number: int

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


def compare_texts(old: str, new: str) -> list[ChangedBlock]:
    """All blocks of both texts in the order of reading."""
    return list(_compare_blocks(old.split("\n"), new.split("\n")))


def count_changes(blocks: Sequence[ChangedBlock]) -> int:
    return sum(1 for block in blocks if block.kind != "same")


def _compare_blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[ChangedBlock]:
    for kind, old_start, old_end, new_start, new_end in _opcodes(old, new):
        if kind == "equal":
            for number in range(new_start, new_end):
                yield ChangedBlock("same", (Part("same", new[number]),), number)
        else:
            yield from _compare_group(old[old_start:old_end], new[new_start:new_end], first=new_start)


def _compare_group(old: Sequence[str], new: Sequence[str], *, first: int) -> Iterator[ChangedBlock]:
    """Pairs each new block with the next old one that is like it."""
    waiting, can_pair = list(old), _can_pair(old, new)
    for offset, text in enumerate(new):
        likes = (i for i, candidate in enumerate(waiting) if _is_like(candidate, text))
        partner = next(likes, None) if can_pair else None
        if partner is None:
            yield ChangedBlock("added", (Part("added", text),), first + offset)
            continue
        for gone in waiting[:partner]:
            yield ChangedBlock("removed", (Part("removed", gone),), first + offset)
        yield ChangedBlock("changed", tuple(_compare_words(waiting[partner], text)), first + offset)
        del waiting[: partner + 1]
    for gone in waiting:
        yield ChangedBlock("removed", (Part("removed", gone),), first + len(new))


def _is_like(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old.split(), new.split(), autojunk=False)
    return matcher.quick_ratio() >= _LIKENESS and matcher.ratio() >= _LIKENESS


def _compare_words(old: str, new: str) -> Iterator[Part]:
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    for kind, i, j, k, m in _opcodes(before, after):
        if kind == "equal":
            yield Part("same", "".join(after[k:m]))
            continue
        if i < j:
            yield Part("removed", "".join(before[i:j]))
        if k < m:
            yield Part("added", "".join(after[k:m]))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Opcode]:
    """As those of SequenceMatcher, from the outside inwards."""
    shorter = min(len(old), len(new))
    first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    last = next((i for i in range(shorter - first) if old[-1 - i] != new[-1 - i]), shorter - first)
    old_end, new_end = len(old) - last, len(new) - last
    if first:
        yield "equal", 0, first, 0, first
    if first < old_end or first < new_end:
        for kind, i, j, k, m in _opcodes_inside(old[first:old_end], new[first:new_end]):
            yield kind, i + first, j + first, k + first, m + first
    if last:
        yield "equal", old_end, len(old), new_end, len(new)


def _opcodes_inside(old: Sequence[str], new: Sequence[str]) -> list[_Opcode]:
    if _meetings(old, new) > _MOST_MEETINGS:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _can_pair(old: Sequence[str], new: Sequence[str]) -> bool:
    words = [" ".join(blocks).split() for blocks in (old, new)]
    return len(old) * len(new) <= _MOST_PAIRS and _meetings(*words) <= _MOST_MEETINGS


def _meetings(old: Sequence[str], new: Sequence[str]) -> int:
    """How often the same word of both is compared: what a SequenceMatcher's time grows with."""
    there = Counter(new)
    return sum(number * there[word] for word, number in Counter(old).items())
