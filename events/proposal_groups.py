"""Proposals that say nearly the same, put together: a flood is one line, and what differs from it stands for itself.

Words that hardly anybody else uses, digits and the name of the town do not count; where what is left is most of what
was said, proposals with the same rest are one group. Of what is left over, very many in one town are one group too.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from events.search import normalize

ALIKE, IN_ONE_TOWN = "alike", "town"
# So many that say the same, or stand in one town, are still looked at one by one.
UNFOLDED = 5
_SHARED_BY = 3
_DIGITS = re.compile(r"\d+")
_REPEATED = re.compile(r"(\w)\1+")


@dataclass(frozen=True, slots=True)
class Line:
    """What a group is made from: the words of a proposal, its town as it is compared."""

    pk: int
    words: frozenset[str]
    town: str

    @classmethod
    def of(cls, pk: int, *, town: str, texts: Iterable[str]) -> "Line":
        place = normalize(town)
        words = normalize(_DIGITS.sub("", " ".join(texts))).split()
        return cls(pk, frozenset(_REPEATED.sub(r"\1", word) for word in words) - set(place.split()), place)


@dataclass(frozen=True, slots=True)
class Group:
    """`why` they are together: ALIKE, IN_ONE_TOWN, or "" for one that stands alone. `key` names it in addresses, as
    long as nothing comes to it or goes."""

    why: str
    key: str
    pks: tuple[int, ...]


def group_lines(lines: Sequence[Line]) -> list[Group]:
    """Those that stand alone first, in the order given; then the groups, the smallest first."""
    known = Counter(word for line in lines for word in line.words)
    rests = {line.pk: _rest(line, known) for line in lines}
    alike = _folded(lines, lambda line: rests[line.pk], why=ALIKE)
    in_groups = {pk for group in alike for pk in group.pks}
    left = [line for line in lines if line.pk not in in_groups]
    in_towns = _folded(left, lambda line: line.town, why=IN_ONE_TOWN)
    in_groups |= {pk for group in in_towns for pk in group.pks}
    alone = [Group("", str(line.pk), (line.pk,)) for line in lines if line.pk not in in_groups]
    return alone + sorted(alike + in_towns, key=lambda group: (len(group.pks), group.key))


def _rest(line: Line, known: Counter[str]) -> frozenset[str]:
    """The words that others use too, if they are most of what was said; otherwise nothing."""
    shared = frozenset(word for word in line.words if known[word] >= _SHARED_BY)
    return shared if len(shared) * 2 > len(line.words) else frozenset()


def _folded(lines: Sequence[Line], of: Callable[[Line], Hashable], *, why: str) -> list[Group]:
    """Groups of more than UNFOLDED lines that are the same in `of`, if that says anything."""
    together: dict[Hashable, list[int]] = defaultdict(list)
    for line in lines:
        if of(line):
            together[of(line)].append(line.pk)
    return [
        Group(why, f"{why}-{_fingerprint(same)}", tuple(pks)) for same, pks in together.items() if len(pks) > UNFOLDED
    ]


def _fingerprint(same: Hashable) -> str:
    said = " ".join(sorted(same)) if isinstance(same, frozenset) else str(same)
    return sha256(said.encode()).hexdigest()[:16]
