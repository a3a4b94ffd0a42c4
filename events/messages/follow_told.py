"""What one mail tells: as ids in its row, and read anew when it is made."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from events import emails
from events.models import Announcement, Campaign, Event, Milestone, Occurrence, Statement
from events.querysets.event import prefetch_co_hosts
from events.reading.follow_news import CAMPAIGNS, CHANGES, DATES, MILESTONES, STATEMENTS, Item, grouped
from events.remembered import Remembered

MOST_OF_A_KIND = 20
KINDS = (DATES, CAMPAIGNS, STATEMENTS, MILESTONES, CHANGES)
Rows = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Told:
    """`name` is what is followed, in the person's language. Of each kind the first row of each action and how many more
    of the same it has; `left_out` actions are too many for one mail."""

    name: str
    rows: Mapping[str, Rows] = field(default_factory=dict)
    left_out: int = 0

    @classmethod
    def of(cls, items: Iterable[Item], *, name: str) -> Self:
        by_kind = grouped(items)
        shown = {kind: rows[:MOST_OF_A_KIND] for kind, rows in by_kind.items()}
        return cls(name, shown, sum(len(rows) - len(shown[kind]) for kind, rows in by_kind.items()))

    @classmethod
    def from_payload(cls, payload: bytes | memoryview | None) -> Self:
        held: dict[str, Any] = json.loads(bytes(payload or b"{}"))
        rows = {kind: [(pk, more) for pk, more in held.get(kind, [])] for kind in KINDS}
        return cls(held.get("name", ""), rows, held.get("left_out", 0))

    def as_payload(self) -> bytes:
        return json.dumps({"name": self.name, "left_out": self.left_out, **self.rows}).encode()

    def ids(self, kind: str) -> list[int]:
        return [pk for pk, _more in self.rows.get(kind, ())]


@dataclass(frozen=True, slots=True)
class ToldRows:
    """What is told by any of many mails, as it stands now."""

    dates: Mapping[int, Occurrence]
    campaigns: Mapping[int, Campaign]
    statements: Mapping[int, Statement]
    milestones: Mapping[int, Milestone]
    changes: Mapping[int, Announcement]

    def of(self, told: Told, language: str, *, now: dt.datetime) -> emails.News:
        dates = [(date, more) for date, more in _found(told, DATES, self.dates) if _is_to_come(date, now)]
        changes = [(change, more) for change, more in _found(told, CHANGES, self.changes) if _is_news(change, now)]
        return emails.News(
            name=told.name,
            dates=[emails.NewDate.of(date, more, language, now=now) for date, more in dates],
            campaigns=[campaign for campaign, _more in _found(told, CAMPAIGNS, self.campaigns)],
            statements=[statement for statement, _more in _found(told, STATEMENTS, self.statements)],
            milestones=[milestone for milestone, _more in _found(told, MILESTONES, self.milestones)],
            changes=[emails.ChangedDate.of(change, more, language, now=now) for change, more in changes],
            left_out=told.left_out,
        )


def read_told(told: Collection[Told], *, now: dt.datetime) -> ToldRows:
    """A fixed number of queries. Only what is public."""

    def ids(kind: str) -> set[int]:
        return {pk for one in told for pk in one.ids(kind)}

    today = now.astimezone(dt.UTC).date()
    changes = Announcement.objects.changes().filter(occurrence__in=Occurrence.objects.public())
    changes = changes.select_related(
        "occurrence__schedule",
        "occurrence__shown_place",
        "occurrence__event__organization",
        "occurrence__event__listed_host__claimed_by",
    ).prefetch_related(prefetch_co_hosts(Event, "occurrence__event__co_hosts"))
    milestones = Milestone.objects.public().filter(state="scheduled", on__gte=today).select_related("campaign")
    return ToldRows(
        dates=Occurrence.objects.public().for_list().in_bulk(ids(DATES)),
        campaigns=Campaign.objects.public().select_related("organization").in_bulk(ids(CAMPAIGNS)),
        statements=Statement.objects.public().select_related("organization", "current").in_bulk(ids(STATEMENTS)),
        milestones=milestones.in_bulk(ids(MILESTONES)),
        changes=changes.in_bulk(ids(CHANGES)),
    )


def _found(told: Told, kind: str, rows: Mapping[int, Any]) -> list[tuple[Any, int]]:
    return [(rows[pk], more) for pk, more in told.rows.get(kind, ()) if pk in rows]


def _is_to_come(date: Occurrence, now: dt.datetime) -> bool:
    return not (date.is_cancelled or date.event.is_cancelled) and not date.is_past(at=now)


def _is_news(change: Announcement, now: dt.datetime) -> bool:
    date = change.occurrence
    is_as_before = Remembered.from_json(change.old) == Remembered.of(date)
    return not is_as_before and not date.is_past(at=now)
