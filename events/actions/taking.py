"""Rows of a held text, known and new, become actions: what a pasted list and a calendar file have in common. One row
that is refused stops nothing else."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from events.errors import EventsError
from events.imports.action_list.plain_cells import Cells
from events.models import Event, ImportedEvent, ListedAction


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAction:
    """Row `index` is an action already: `taken` are the cells that are taken over from the text. `version` is that of
    the event when the page was opened."""

    index: int
    listed: ListedAction | ImportedEvent
    read: Cells
    taken: frozenset[str] = frozenset()
    version: int | None = None


@dataclass(slots=True)
class Outcome:
    """`refused` says why, by the index of the row; `names` is how many a list has added."""

    made: list[Event] = field(default_factory=list)
    changed: list[Event] = field(default_factory=list)
    names: int = 0
    refused: dict[int, EventsError] = field(default_factory=dict)


class Taking:
    """One go over a locked text."""

    def __init__(self, *, by: User | None, now: dt.datetime) -> None:
        self.outcome = Outcome()
        self._by, self._now = by, now

    def attempt(self, index: int, write: Callable[[], None]) -> None:
        """In a savepoint of its own."""
        try:
            with transaction.atomic():
                write()
        except EventsError as error:
            self.outcome.refused[index] = error

    def _note(self, row: KnownAction, *, stands: Cells | None) -> None:
        """What the text says now, and what `stands` once it was taken over: what was not stays offered to nobody."""
        listed = row.listed
        made = dict(listed.cells["made"])
        if stands is not None:
            made |= {name: stands.get(name, "") for name in row.taken}
            self.outcome.changed.append(listed.event)
        if row.taken or row.read != listed.cells["read"]:
            listed.cells, listed.taken_at = {"read": row.read, "made": made}, self._now
            listed.save(update_fields=["cells", "taken_at"])
