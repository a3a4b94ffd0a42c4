"""What came of a run: nothing lost, every second copy explained, and how late it was."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from tests.torture.mail_server import Copy


@dataclass(frozen=True)
class Outage:
    """A time in which marks could not be written (seconds since 1970); a copy of just before it may come again."""

    name: str
    begun_at: float
    ended_at: float

    def explains(self, copy: Copy) -> bool:
        return self.begun_at - 2 <= copy.arrived_at <= self.ended_at + 2


@dataclass(frozen=True)
class Report:
    """`duplicates` by what explains them: ambiguous (SMTP), crash (its sender was killed), the name of an outage,
    other (must be none)."""

    seed: int
    planned: int
    unique: int
    duplicates: Counter[str]
    kills: int
    identities: set[int]  # how many Message-IDs and Dates the copies of one letter have
    lateness: Sequence[float]  # of first copies, in seconds, in order
    seconds: float

    @property
    def lost(self) -> int:
        return self.planned - self.unique

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.planned} planned, {self.lost} lost, {dict(self.duplicates)} duplicates, "
            f"{self.kills} kills, {self.seconds:.1f} s{self.how_late()}"
        )

    def how_late(self) -> str:
        if not self.lateness:
            return ""
        last = len(self.lateness) - 1
        said = (f"{name} {self.lateness[int(share * last)]:.1f} s" for name, share in PERCENTILES.items())
        return f", late {', '.join(said)}"


PERCENTILES = {"p50": 0.5, "p95": 0.95, "max": 1.0}


def report(
    copies: Sequence[Copy],
    *,
    seed: int,
    planned: int,
    killed: Collection[int],
    kills: int,
    seconds: float,
    outages: Sequence[Outage] = (),
    same: Callable[[Copy], str] = lambda copy: copy.recipient,
) -> Report:
    """`same` says which copies are of one letter."""
    by_letter: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        by_letter[same(copy)].append(copy)
    groups = by_letter.values()
    return Report(
        seed=seed,
        planned=planned,
        unique=len(by_letter),
        duplicates=Counter(_explain(copy, killed, outages) for group in groups for copy in group[:-1]),
        kills=kills,
        identities={len({(copy.message_id, copy.date) for copy in group}) for group in groups},
        lateness=sorted(first.arrived_at - first.due_at for first, *_rest in groups if first.due_at is not None),
        seconds=seconds,
    )


def _explain(earlier: Copy, killed: Collection[int], outages: Sequence[Outage]) -> str:
    """Why another copy followed this one."""
    if earlier.was_dropped:
        return "ambiguous"
    if earlier.process in killed:
        return "crash"
    return next((outage.name for outage in outages if outage.explains(earlier)), "other")
