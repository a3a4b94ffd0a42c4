"""What a page shows of a pasted list: its actions beside those that stand, names, and what was not understood."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from events.contacts.links import open_texts
from events.gazetteer import find_town
from events.imports.action_list.cells import LeftOut, ReadAction, ReadList, ReadName, Source
from events.imports.action_list.matching import compare_cells, match_actions
from events.imports.action_list.plain_cells import Cells, contact_of, mask_addresses, plain_cells
from events.imports.action_list.reading import read_action_list
from events.imports.language_guess import guess_language
from events.listed_cells import WHEN, cells_of
from events.models import Call, Event, ListedAction, PastedList
from events.reading.comparison import ComparedRow, Comparison, is_open
from events.search import normalize
from events.wording import direction_of

# A plain cell that is made of several read ones.
MADE_OF = {"hour": ("hour", "hours"), "place": ("place", "address", "place_is_pending")}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Addresses in it are masked."""

    number: int
    text: str


@dataclass(slots=True, kw_only=True)
class ListRow(ComparedRow[ListedAction]):
    """`twin` is what answers the call already and looks the same, though it came from no list: a host proposed it, or
    somebody made it by hand. Whoever takes the row over all the same makes a second action."""

    cells: Cells
    language: str
    lines: tuple[SourceLine, ...]
    sources: dict[str, Source]
    contact: str = field(default="", repr=False)
    twin: Event | None = None


@dataclass(slots=True, kw_only=True)
class ListOverview(Comparison[ListRow, ListedAction]):
    """`answers` are what was typed so far, by the names of the form's fields."""

    names: tuple[ReadName, ...]
    left_out: dict[str, list[SourceLine]]
    zone: str = ""  # of the organisation that calls
    answered_zone: str = ""  # for the list before
    answers: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_first(self) -> bool:
        """Whether nothing of the call came from a list before."""
        return not self.vanished and not self.knows_some


def read_text(text: str, call: Call, *, pasted_at: dt.datetime) -> ReadList:
    """The text as it is understood under this call."""
    zone = call.statement.organization.zone
    return read_action_list(
        text,
        window=window_of(call),
        today=pasted_at.astimezone(ZoneInfo(zone)).date(),
        find_town=lambda name, region: _find(name, region, zone),
        is_own=lambda line: line.strip().startswith(f"{settings.SITE_URL}/") and len(line.split()) == 1,
    )


def window_of(call: Call) -> tuple[dt.date, dt.date] | None:
    first, last = call.window_start_on, call.window_end_on
    return (first, last) if first and last else None


def read_overview(pasted: PastedList, *, now: dt.datetime) -> ListOverview | None:
    """None where the key of the list is gone. A fixed number of queries. Raises KeysUnavailable."""
    texts = open_texts(pasted, "text", "answers")
    if texts is None:
        return None
    text, answers = texts
    read = read_text(text, pasted.call, pasted_at=pasted.created_at)
    listed = list(_listed(pasted.call))
    lines, language = text.split("\n"), _latin_language(text)
    rows = [_row(index, action, lines, language) for index, action in enumerate(read.actions)]
    known = match_actions([row.cells for row in rows], [one.cells["read"] for one in listed])
    for row, index in zip(rows, known, strict=True):
        if index is not None:
            _compare(row, listed[index], now=now)
    _find_twins([row for row in rows if row.listed is None], pasted.call, now=now)
    left = [one for index, one in enumerate(listed) if index not in known and is_open(one.event, now=now)]
    return ListOverview(
        rows=rows,
        vanished=left,
        names=_new_names(read, pasted.call),
        left_out=_by_reason(read.left_out),
        zone=pasted.call.statement.organization.zone,
        answered_zone=_zone_answered(listed),
        answers=json.loads(answers or "{}"),
    )


def _find(name: str, region: str, zone: str) -> Any:
    return find_town(name, region=region, zone=zone)


def _listed(call: Call) -> Any:
    return ListedAction.objects.for_comparison().filter(call=call)


def _row(index: int, action: ReadAction, lines: Sequence[str], language: str) -> ListRow:
    own = [lines[number - 1] for number in action.lines]
    cells = plain_cells(action)
    return ListRow(
        index=index,
        cells=cells,
        language=guess_language("\n".join(own), default=language),
        lines=tuple(map(SourceLine, action.lines, map(mask_addresses, own))),
        sources={name: source for name in cells if (source := _source(name, action))},
        contact=contact_of(action),
    )


def _source(name: str, action: ReadAction) -> Source | None:
    found = (action.cells[part].source for part in MADE_OF.get(name, (name,)) if part in action.cells)
    return next(found, None)


def _latin_language(text: str) -> str:
    """Of an action whose few words do not tell, though their script does."""
    whole = guess_language(text)
    return "en" if direction_of(whole) == "rtl" else whole


def _compare(row: ListRow, listed: ListedAction, *, now: dt.datetime) -> None:
    row.listed = listed
    if not is_open(listed.event, now=now):
        return
    event = listed.event
    stands = cells_of(event, list(event.occurrences.all()))
    differences = compare_cells(row.cells, before=listed.cells["read"], made=listed.cells["made"], stands=stands)
    settled = set(WHEN if "day" not in stands else ["zone"] if event.is_published else [])
    if not event.listed_host and normalize(row.cells.get("host", "")) == normalize(event.organization.name):
        settled.add("host")  # whose action it is anyway
    row.differences = tuple(one for one in differences if one.cell not in settled)


def _find_twins(rows: Sequence[ListRow], call: Call, *, now: dt.datetime) -> None:
    """In the same town and on the same day, where both say one: the vigil of next week is another."""
    free = list(_standing(call, now=now)) if rows else []
    for row in rows:
        near = [one for one in free if all(_agree(name, row.cells, one[1]) for name in ("town", "day"))]
        (found,) = match_actions([row.cells], [cells for _event, cells in near])
        if found is not None:
            row.twin = near[found][0]
            free.remove(near[found])


def _agree(name: str, one: Cells, other: Cells) -> bool:
    said = {normalize(cells[name]) for cells in (one, other) if name in cells}
    return len(said) < 2


def _standing(call: Call, *, now: dt.datetime) -> Iterator[tuple[Event, Cells]]:
    """What came from no list. Cancelled ones too: a list that has not heard of it does not bring them back."""
    events = Event.objects.seen_by(call.statement.organization).for_comparison()
    for event in events.filter(answered_calls__call=call).exclude(listed_action__call=call).order_by("pk"):
        if event.is_cancelled or is_open(event, now=now):
            yield event, cells_of(event, list(event.occurrences.all()))


def _zone_answered(listed: Sequence[ListedAction]) -> str:
    """The one zone of all actions whose text did not say any."""
    zones = {one.cells["made"].get("zone", "") for one in listed if "zone" not in one.cells["read"]}
    return zones.pop() if len(zones) == 1 else ""


def _new_names(read: ReadList, call: Call) -> tuple[ReadName, ...]:
    """Those that the statement does not list yet."""
    known = {(name.role, normalize(name.name)) for name in call.statement.listed_names.all()}
    return tuple(name for name in read.names if (name.role, normalize(name.name)) not in known)


def _by_reason(left_out: Sequence[LeftOut]) -> dict[str, list[SourceLine]]:
    """What was not understood first."""
    grouped: dict[str, list[SourceLine]] = {"unknown": []}
    for line in left_out:
        grouped.setdefault(line.reason, []).append(SourceLine(line.line, mask_addresses(line.text)))
    return {reason: lines for reason, lines in grouped.items() if lines}
