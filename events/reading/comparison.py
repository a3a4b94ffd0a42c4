"""Rows of a held text beside the actions that stand: what a pasted list and a calendar file have in common."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from events.imports.action_list.matching import Difference, Verdict
from events.models import Event, ImportedEvent, ListedAction

Listed = TypeVar("Listed", ListedAction, ImportedEvent)
Row = TypeVar("Row", bound="ComparedRow")


@dataclass(slots=True, kw_only=True)
class ComparedRow(Generic[Listed]):
    """An action of the text. `listed` where it was taken over before: then `differences` are what may be decided."""

    index: int
    listed: Listed | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def is_changed(self) -> bool:
        return any(one.verdict == Verdict.CHANGED for one in self.differences)


@dataclass(slots=True, kw_only=True)
class Comparison(Generic[Row, Listed]):
    """`vanished` came from such a text before and is not in this one, though still to come."""

    rows: list[Row]
    vanished: list[Listed] = field(default_factory=list)

    @property
    def knows_some(self) -> bool:
        """Whether it is a text that was taken over before."""
        return any(row.listed for row in self.rows)

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.listed is None]

    @property
    def changed(self) -> list[Row]:
        """Something in them is to be decided; what the text has changed comes first."""
        differing = [row for row in self.rows if row.differences]
        return sorted(differing, key=lambda row: (not row.is_changed, row.index))

    @property
    def unchanged(self) -> list[Row]:
        return [row for row in self.rows if row.listed and not row.differences]


def is_open(event: Event, *, now: dt.datetime) -> bool:
    """Still to come, or a draft. All its dates are loaded."""
    if event.is_cancelled:
        return False
    return not event.is_published or any(date.ends_at > now or date.is_postponed for date in event.occurrences.all())
