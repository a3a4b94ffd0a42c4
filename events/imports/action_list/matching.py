"""A list pasted again: which of its actions are known already, and what has changed in each, cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from events.imports.action_list.plain_cells import TO_COME, Cells
from events.search import normalize

# Region and country are facts about the town: they are taken with it.
COMPARED = (
    "town",
    "day",
    "last_day",
    "hour",
    "ends",
    "zone",
    "kind",
    "title",
    "attendance",
    "place",
    "online_url",
    "host",
    "accessibility",
    "note",
)
_LEAST = 2
_ELSEWHERE = 6  # what it takes to be the same action in a town written otherwise


class Verdict(StrEnum):
    """Of a cell in which text and action differ."""

    CHANGED = "changed"  # by the text alone
    KEPT = "kept"  # somebody has edited the action since: it stays unless they say otherwise


@dataclass(frozen=True, slots=True)
class Difference:
    cell: str
    said: str
    stands: str
    verdict: Verdict

    @property
    def is_kept(self) -> bool:
        return self.verdict == Verdict.KEPT


def match_actions(new: Sequence[Cells], known: Sequence[Cells]) -> list[int | None]:
    """For each of `new` the index of the known one that it is, or None; no known one twice.

    Equal ones first, in their order; then what has most in common. The same lists always give the same answer.
    """
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(known)))
    for index, cells in enumerate(new):
        same = next((other for other in free if known[other] == cells), None)
        if same is not None:
            found[index] = same
            del free[same]
    for _score, index, other in sorted(_candidates(new, known, found, list(free)), key=_best_first):
        if found[index] is None and other in free:
            found[index] = other
            del free[other]
    return found


def compare_cells(
    said: Cells, *, before: Cells, made: Cells, stands: Cells, compared: Sequence[str] = COMPARED
) -> Iterator[Difference]:
    """Where the text (`said`) and the action (`stands`) differ and somebody may have to decide.

    `before` is what the text said when it was taken over last, `made` what the action was made of it then. What the
    text does not say changes nothing; what was corrected when it was taken over is no difference as long as the text
    says the same. "To be announced" is news only where nobody has found an answer meanwhile.
    """
    for cell in compared:
        theirs, mine = said.get(cell, ""), stands.get(cell, "")
        if not theirs or _agree(cell, theirs, mine):
            continue
        is_edited = mine != made.get(cell, "")
        if is_edited and theirs != TO_COME:
            yield Difference(cell, theirs, mine, Verdict.KEPT)
        elif not is_edited and theirs != before.get(cell, ""):
            yield Difference(cell, theirs, mine, Verdict.CHANGED)


def _agree(cell: str, theirs: str, mine: str) -> bool:
    if cell == "accessibility":
        return set(theirs.split()) <= set(mine.split())
    return theirs == mine


def _best_first(candidate: tuple[int, int, int]) -> tuple[int, int, int]:
    score, index, other = candidate
    return (-score, index, other)


def _candidates(
    new: Sequence[Cells], known: Sequence[Cells], found: Sequence[int | None], free: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    folded = [_Folded.of(cells) for cells in known]
    for index, cells in enumerate(new):
        if found[index] is not None:
            continue
        one = _Folded.of(cells)
        for other in free:
            score = one.likeness(folded[other])
            if score >= (_LEAST if one.town == folded[other].town else _ELSEWHERE):
                yield score, index, other


@dataclass(frozen=True, slots=True)
class _Folded:
    """What tells actions apart, without accents, case and marks."""

    town: str
    kind: str
    day: str
    hour: str
    place: str
    title: frozenset[str]

    @classmethod
    def of(cls, cells: Cells) -> "_Folded":
        town, place, title = (normalize(cells.get(name, "")) for name in ("town", "place", "title"))
        kind, day, hour = (cells.get(name, "") for name in ("kind", "day", "hour"))
        return cls(town, kind, day, hour, place, frozenset(title.split()))

    def likeness(self, other: "_Folded") -> int:
        return (
            _points(self.kind, other.kind, same=2, different=-2)
            + _points(self.day, other.day, same=2, different=-1)
            + _points(self.hour, other.hour, same=1, different=0)
            + _points(self.place, other.place, same=2, different=0)
            + self._likeness_of_title(other)
        )

    def _likeness_of_title(self, other: "_Folded") -> int:
        if not self.title or not other.title:
            return 0
        share = len(self.title & other.title) / len(self.title | other.title)
        return 3 if share == 1 else 1 if share >= 1 / 3 else -1


def _points(one: str, other: str, *, same: int, different: int) -> int:
    if not one or not other or TO_COME in (one, other):
        return 0
    return same if one == other else different
