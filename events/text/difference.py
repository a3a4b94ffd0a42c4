"""What has changed between two texts, block by block, and inside a changed block word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

# Two blocks with less in common are one removed and one added, not one changed.
_LIKENESS = 0.4


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
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            for number in range(new_start, new_end):
                yield ChangedBlock("same", (Part("same", new[number]),), number)
        else:
            yield from _compare_group(old[old_start:old_end], new[new_start:new_end], first=new_start)


def _compare_group(old: Sequence[str], new: Sequence[str], *, first: int) -> Iterator[ChangedBlock]:
    """Pairs each new block with the next old one that is like it."""
    waiting = list(old)
    for offset, text in enumerate(new):
        partner = next((i for i, candidate in enumerate(waiting) if _is_like(candidate, text)), None)
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
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Part("same", "".join(after[k:m]))
            continue
        if i < j:
            yield Part("removed", "".join(before[i:j]))
        if k < m:
            yield Part("added", "".join(after[k:m]))
