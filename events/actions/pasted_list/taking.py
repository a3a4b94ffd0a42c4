"""A list that was looked through becomes actions and listed names."""

import datetime as dt
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from accounts.keys import destroy_keys
from accounts.models import User
from events.actions.event import create_event, publish_event
from events.actions.held_text import do_in_batches, erase_held
from events.actions.kit import kit_of
from events.actions.pasted_list.making import details_of, timing_of_cells, where_of
from events.actions.pasted_list.naming import Names
from events.actions.pasted_list.updating import update_action
from events.actions.taking import KnownAction, Outcome, Taking
from events.contacts.links import keys_of, seal_link, seal_texts
from events.imports.action_list.plain_cells import Cells
from events.listed_cells import cells_of
from events.models import Event, Host, ListedAction, PastedList
from events.permissions import check_editor


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """Row `index` of the list: what the text says of it (`read`), and as it was corrected (`cells`), with day and
    zone. `contact` is the address of its host."""

    index: int
    read: Cells
    cells: Cells
    language: str
    contact: str = field(default="", repr=False)


def take_list(
    pasted: PastedList,
    *,
    new: Sequence[NewAction],
    known: Sequence[KnownAction] = (),
    names: Mapping[str, Sequence[str]] | None = None,
    publishes: bool = False,
    answers: str = "",
    by: User | None,
    now: dt.datetime,
    version: int | None = None,
) -> Outcome:
    """Makes a draft of each new row (public at once if `publishes`), writes what is taken over of known ones, adds the
    `names` by role. Once nothing was refused the list is erased; otherwise it stays with its `answers`.

    No mail goes to a host by this. What was done stays done where it breaks off in between. Raises EditClash where
    somebody has gone on with the list, EventsError where a name cannot be listed, ListGone, KeysUnavailable.
    """
    check_editor(by, pasted.call.statement.organization)
    hosts = {row.index: _sealed_host(row, now=now) for row in new if row.contact}
    seal_texts(pasted, answers=answers)
    taking = _TakingList(pasted, hosts, publishes=publishes, by=by, now=now)
    work: list[Callable[[], None]] = [partial(taking.add_names, names or {})]
    work += [partial(taking.attempt, row.index, partial(taking.make, row)) for row in new]
    work += [partial(taking.attempt, one.index, partial(taking.update, one)) for one in known]
    version = do_in_batches(pasted, work, version=version)
    if not taking.outcome.refused:
        erase_held(pasted, version=version)
    destroy_keys(name for index in taking.outcome.refused if index in hosts for name in keys_of(hosts[index]))
    return taking.outcome


def _sealed_host(row: NewAction, *, now: dt.datetime) -> Host:
    host = Host(language=row.language, created_at=now, link_made_at=now)
    seal_link(host, token=secrets.token_urlsafe(32), address=row.contact)
    return host


class _TakingList(Taking):
    """One go over a locked list."""

    def __init__(
        self, pasted: PastedList, hosts: Mapping[int, Host], *, publishes: bool, by: User | None, now: dt.datetime
    ) -> None:
        super().__init__(by=by, now=now)
        self.call = pasted.call
        self.names = Names(pasted.call)
        self._hosts, self._publishes = hosts, publishes

    def add_names(self, names: Mapping[str, Sequence[str]]) -> None:
        for role, lines in names.items():
            self.outcome.names += self.names.add(lines, role=role)

    def attempt(self, index: int, write: Callable[[], None]) -> None:
        super().attempt(index, write)
        if index in self.outcome.refused:
            self.names.forget_unsaved()

    def make(self, row: NewAction) -> None:
        organization, kit = self.call.statement.organization, kit_of(self.call, now=self._now)
        event = create_event(
            organization,
            details=details_of(row.cells, call=self.call, kit=kit, language=row.language),
            timing=timing_of_cells(row.cells),
            where=where_of(row.cells, organization),
            listed_host=self.names.host(row.cells.get("host", "")),
            kit=kit,
            by=self._by,
            now=self._now,
        )
        if self._publishes:
            event = publish_event(event, by=self._by, now=self._now)
        if host := self._hosts.get(row.index):
            host.event = event
            host.save(force_insert=True)
        cells = {"read": row.read, "made": _cells_now(event)}
        ListedAction.objects.create(call=self.call, event=event, cells=cells, taken_at=self._now)
        self.outcome.made.append(event)

    def update(self, row: KnownAction) -> None:
        stands = None
        if row.taken:
            event = update_action(
                row.listed.event,
                row.read,
                cells=row.taken,
                names=self.names,
                by=self._by,
                now=self._now,
                version=row.version,
            )
            stands = _cells_now(event)
        self._note(row, stands=stands)


def _cells_now(event: Event) -> Cells:
    return cells_of(event, list(event.occurrences.select_related("schedule")))
