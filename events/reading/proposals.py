"""The proposals that wait under a call: one by one with what to look at, and floods as one line each."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.confusables import skeleton
from accounts.models import Organization
from events.accessibility import QUESTIONS, Fact, known_facts
from events.models import Call, Event, Kit, Occurrence, Proposal
from events.proposal_groups import Group, Line, group_lines
from events.reading.claimed_names import claimers_of
from events.search import normalize, query_words, search_text_of

ROWS = 20
MOST_GROUPS, LARGEST = 30, 10
MOST_DUPLICATES = 6
TEXTS = ("host_name", "title", "place", "online_url")
COLUMNS = ("pk", "town", "start_on", *TEXTS)
Light = dict[str, Any]  # COLUMNS of one proposal


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another in the same town on the same day: an action (`event`), or a proposal that waits too."""

    host_name: str
    event: Event | None = None
    pk: int | None = None


@dataclass(slots=True)
class Row:
    """`unanswered` of the `asked` questions about access, what is `known`; `own_title` where the kit has another;
    `claimer` where the name of its host is claimed by another organisation."""

    proposal: Proposal
    is_outside: bool = False
    own_title: bool = False
    asked: int = 0
    unanswered: int = 0
    known: list[Fact] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    claimer: Organization | None = None

    @property
    def kind(self) -> str:
        return str(dict(Event.Kind.choices).get(self.proposal.kind, self.proposal.kind))


@dataclass(frozen=True, slots=True)
class Folded:
    """Many that say nearly the same, or are in one town: `first` stands for them."""

    group: Group
    towns: list[str]
    first: Proposal

    @property
    def number(self) -> int:
        return len(self.group.pks)


@dataclass(frozen=True, slots=True)
class Queue:
    """`number` wait; `rows` are a page of those that stand alone, or of the group that was opened. `further` are in
    groups that `folded` has no room for."""

    number: int
    rows: list[Row]
    folded: list[Folded]
    further: int
    opened: Group | None
    page: int
    has_next: bool


def read_queue(call: Call, *, query: str = "", group: str = "", page: int = 1) -> Queue:
    """A fixed number of queries, however many wait. With `query` those that have its words, one by one."""
    lights = _lights(call)
    groups = _matching(lights, query) if query_words(query) else group_lines([_line(row) for row in lights])
    opened = next((each for each in groups if each.why and each.key == group), None)
    pks = opened.pks if opened else [pk for each in groups if not each.why for pk in each.pks]
    together = [] if opened else [each for each in groups if each.why]
    folded = _smallest_and_largest(together)
    shown = pks[(page - 1) * ROWS : page * ROWS]
    proposals = Proposal.objects.in_bulk([*shown, *(each.pks[0] for each in folded)])
    return Queue(
        number=len(lights),
        rows=_rows(call, [proposals[pk] for pk in shown if pk in proposals], lights),
        folded=[_fold(each, proposals[each.pks[0]], lights) for each in folded if each.pks[0] in proposals],
        further=sum(len(each.pks) for each in together) - sum(len(each.pks) for each in folded),
        opened=opened,
        page=page,
        has_next=len(pks) > page * ROWS,
    )


def proposals_of_group(call: Call, key: str, *, limit: int) -> list[Proposal]:
    """The first of those that wait and are in the group now."""
    groups = group_lines([_line(row) for row in _lights(call)])
    pks = next((group.pks for group in groups if group.why and group.key == key), ())
    return list(Proposal.objects.filter(pk__in=pks[:limit]).order_by("pk"))


def _smallest_and_largest(groups: list[Group]) -> list[Group]:
    """In a small one somebody may be meant; a large one is most of the flood, and one click away from being gone."""
    if len(groups) <= MOST_GROUPS:
        return groups
    return groups[: MOST_GROUPS - LARGEST] + groups[-LARGEST:]


def _lights(call: Call) -> list[Light]:
    """What groups are made from, of all that wait; the oldest first."""
    return list(Proposal.objects.waiting().filter(call=call).order_by("created_at", "pk").values(*COLUMNS))


def _line(row: Light) -> Line:
    return Line.of(row["pk"], town=row["town"], texts=[row[name] for name in TEXTS])


def _matching(lights: Iterable[Light], query: str) -> list[Group]:
    words = query_words(query)
    found = [row["pk"] for row in lights if _has_words(row, words)]
    return [Group("", str(pk), (pk,)) for pk in found]


def _has_words(row: Light, words: Iterable[str]) -> bool:
    text = search_text_of(row["town"], *(row[name] for name in TEXTS))
    return all(f" {word}" in text for word in words)


def _fold(group: Group, first: Proposal, lights: Iterable[Light]) -> Folded:
    members = set(group.pks)
    towns = Counter(row["town"] for row in lights if row["pk"] in members)
    return Folded(group, [town for town, _number in towns.most_common() if town], first)


def _rows(call: Call, proposals: Sequence[Proposal], lights: Iterable[Light]) -> list[Row]:
    kit = Kit.objects.filter(call=call).first()
    asked = [key for key in QUESTIONS if not kit or not kit.questions or key in kit.questions]
    others, claimers = _duplicates(call, proposals, lights), claimers_of(call.statement)
    return [
        Row(
            proposal,
            is_outside=_is_outside(call, proposal.start_on),
            own_title=bool(proposal.title) and proposal.title != (kit.title if kit else ""),
            asked=len(asked),
            unanswered=sum(proposal.accessibility.get(key, "unknown") == "unknown" for key in asked),
            known=list(known_facts(proposal.accessibility)),
            duplicates=[other for other in others[_spot(proposal.town, proposal.start_on)] if other.pk != proposal.pk],
            claimer=claimers.get(skeleton(proposal.host_name)),
        )
        for proposal in proposals
    ]


def _is_outside(call: Call, day: dt.date) -> bool:
    first, last = call.window_start_on, call.window_end_on
    return (first is not None and day < first) or (last is not None and day > last)


def _duplicates(
    call: Call, proposals: Iterable[Proposal], lights: Iterable[Light]
) -> Mapping[tuple[str, dt.date], list[Duplicate]]:
    """By town and day: what stands under the call there already, and what waits."""
    wanted = {_spot(proposal.town, proposal.start_on) for proposal in proposals if proposal.town}
    found: dict[tuple[str, dt.date], list[Duplicate]] = defaultdict(list)
    for date in _dates(call, {day for _town, day in wanted}):
        if (spot := _spot(date.town or date.event.town, date.local_day)) in wanted:
            found[spot].append(Duplicate(date.event.host_name, event=date.event))
    for row in lights:
        if (spot := _spot(row["town"], row["start_on"])) in wanted and len(found[spot]) < MOST_DUPLICATES:
            found[spot].append(Duplicate(row["host_name"], pk=row["pk"]))
    return found


def _dates(call: Call, days: Collection[dt.date]) -> Iterable[Occurrence]:
    """Drafts of other organisations are not among them."""
    is_seen = Q(event__published_at__isnull=False) | Q(event__organization=call.statement.organization_id)
    dates = Occurrence.objects.filter(is_seen, event__answered_calls__call=call, local_day__in=days)
    return dates.select_related("event__organization", "event__listed_host") if days else ()


def _spot(town: str, day: dt.date) -> tuple[str, dt.date]:
    return normalize(town), day
