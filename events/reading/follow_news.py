"""What is new in what somebody follows: dates, campaigns, milestones, and what has changed about dates.

Each item has the instant from which on it could be known there: when it was published, when it came under the call that
is followed, or when a window that goes with the days ("this weekend") reached it. Whoever was told up to an instant is
told what is later, once."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, DateTimeField, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Greatest

from events.filters.occurrence import days_of
from events.models import Announcement, AnsweredCall, Campaign, Event, Milestone, Occurrence, Schedule, Statement
from events.querysets.event import AnsweredCallQuerySet
from events.scopes import Scope

DATES, CAMPAIGNS, STATEMENTS, MILESTONES, CHANGES = "dates", "campaigns", "statements", "milestones", "changes"
# What has happened to an action.
PUBLISHED, ADDED, LINKED, EDITED = "published", "added", "linked", "edited"
MOST_ROWS = 1_000
MOST_EVENTS = 500
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Item:
    """`subject` is the action (or campaign) of which several rows are one news; `entered` where only the days that went
    by have brought it."""

    kind: str
    id: int
    subject: int
    known_at: dt.datetime
    entered: bool = False


class Moment(NamedTuple):
    """When something happened to an action, and what; `event` is None of what is no action."""

    event: int | None
    at: dt.datetime
    how: str


@dataclass(frozen=True, slots=True)
class Published:
    """When anything became public, or came under a call, in a stretch of time, and which events it was; None where
    they are too many to be named."""

    instants: Sequence[dt.datetime]
    events: frozenset[int] | None

    def has_any(self, *, after: dt.datetime, until: dt.datetime) -> bool:
        return any(after < instant <= until for instant in self.instants)


def published_between(since: dt.datetime, until: dt.datetime) -> Published:
    """One query, however many follow."""
    rows = _moments(since, until, _published(), _elsewhere())
    ids = frozenset(event for event, _at, _how in rows if event is not None)
    return Published([at for _event, at, _how in rows], ids if len(ids) <= MOST_EVENTS else None)


def changed_between(since: dt.datetime, until: dt.datetime) -> list[Moment]:
    """What became public of actions, came under a call, or was edited. One query."""
    edited = _by_how(Schedule.objects.filter(event__published_at__isnull=False), "event_id", "last_modified", EDITED)
    return _moments(since, until, _published(), [edited])


def _published() -> list[QuerySet[Any]]:
    return [
        _by_how(Event.objects.all(), "pk", "published_at", PUBLISHED),
        _by_how(Occurrence.objects.public(), "event_id", "added_at", ADDED),
        _by_how(AnsweredCall.objects.public().filter(event__isnull=False), "event_id", "linked_at", LINKED),
    ]


def _elsewhere() -> list[QuerySet[Any]]:
    return [
        _by_how(AnsweredCall.objects.public().filter(event=None), "", "linked_at", LINKED),
        _by_how(Campaign.objects.all(), "", "published_at", PUBLISHED),
        _by_how(Milestone.objects.public(), "", "created_at", ADDED),
        _by_how(Statement.objects.all(), "", "published_at", PUBLISHED),
    ]


def _by_how(rows: QuerySet[Any], event: str, at: str, how: str) -> QuerySet[Any]:
    of = F(event) if event else Value(None)
    columns = {"of": Cast(of, BigIntegerField()), "at": F(at), "how": Value(how)}
    return rows.order_by().annotate(**columns).values_list("of", "at", "how")


def _moments(since: dt.datetime, until: dt.datetime, *rows: Iterable[QuerySet[Any]]) -> list[Moment]:
    first, *others = [each.filter(at__gt=since, at__lte=until) for some in rows for each in some]
    return [Moment(*row) for row in first.union(*others)]


def read_news(
    scope: Scope,
    *,
    since: dt.datetime,
    until: dt.datetime,
    now: dt.datetime,
    among: frozenset[int] | None = None,
    entered: Mapping[int, dt.datetime] | None = None,
) -> list[Item]:
    """Known after `since` and not after `until`, in the order in which it is told; four queries at most. `among` are
    the events of `published_between` for at least the same stretch, `entered` says since when an edit has brought
    actions in."""
    items = [
        *_dates(scope, since, now, among, entered or {}),
        *_campaigns(scope, since),
        *_statements(scope, since),
        *_milestones(scope, since, now),
    ]
    return [item for item in items if since < item.known_at <= until]


def read_changes(scope: Scope, *, since: dt.datetime, until: dt.datetime, now: dt.datetime) -> list[Item]:
    """What was announced about dates that the filter leaves and that are not over; one query."""
    dates = scope.occurrences.upcoming(at=now).order_by().values("pk")
    rows = Announcement.objects.changes().filter(created_at__gt=since, created_at__lte=until, occurrence__in=dates)
    values = rows.order_by("occurrence__starts_at", "occurrence", "created_at", "pk")[:MOST_ROWS]
    found = values.values_list("pk", "event", "created_at")
    return [Item(CHANGES, pk, event, created_at) for pk, event, created_at in found]


def _dates(
    scope: Scope,
    since: dt.datetime,
    now: dt.datetime,
    among: frozenset[int] | None,
    entered: Mapping[int, dt.datetime],
) -> Iterator[Item]:
    rows = scope.occurrences.upcoming(at=now).filter(event__cancelled_at=None).exclude(state="cancelled")
    published = Greatest("event__published_at", Coalesce("added_at", "event__published_at"))
    rows = rows.annotate(known_at=_since_linked(published, scope.links, "event"))
    if not scope.when:
        new = Q(known_at__gt=since) if among is None else Q(known_at__gt=since, event__in=among)
        rows = rows.filter(new | Q(event__in=[pk for pk, at in entered.items() if at > since]))
    values = rows.order_by("local_day", "starts_at", "pk").values_list("pk", "event", "known_at", "local_day")
    for pk, event, public_at, local_day in values[:MOST_ROWS]:
        known_at = max(public_at, entered.get(event, public_at))
        entered_at = _entered_at(scope.when, local_day) if scope.when else known_at
        yield Item(DATES, pk, event, max(known_at, entered_at), entered=entered_at > max(known_at, since))


def _campaigns(scope: Scope, since: dt.datetime) -> Iterator[Item]:
    known_at = _since_linked(F("published_at"), scope.links, "campaign")
    rows = scope.campaigns.annotate(known_at=known_at).filter(known_at__gt=since)
    for pk, at in rows.order_by("published_at", "pk").values_list("pk", "known_at")[:MOST_ROWS]:
        yield Item(CAMPAIGNS, pk, pk, at)


def _statements(scope: Scope, since: dt.datetime) -> Iterator[Item]:
    if scope.statements is None:
        return
    rows = scope.statements.filter(published_at__gt=since).order_by("published_at", "pk")
    for pk, at in rows.values_list("pk", "published_at")[:MOST_ROWS]:
        yield Item(STATEMENTS, pk, pk, at)


def _milestones(scope: Scope, since: dt.datetime, now: dt.datetime) -> Iterator[Item]:
    """Of a campaign that is new itself nothing more is said."""
    rows = scope.milestones.filter(state="scheduled", on__gte=now.astimezone(dt.UTC).date(), created_at__gt=since)
    rows = rows.filter(created_at__gt=F("campaign__published_at"))
    for pk, campaign, at in rows.order_by("on", "pk").values_list("pk", "campaign", "created_at")[:MOST_ROWS]:
        yield Item(MILESTONES, pk, campaign, at)


def _since_linked(published: Combinable, links: AnsweredCallQuerySet | None, column: str) -> Combinable:
    """The later of the publication and the first link that has brought it into what is followed."""
    if links is None:
        return published
    of_row = links.filter(**{column: OuterRef(column if column == "event" else "pk")}).order_by().values(column)
    first: QuerySet[AnsweredCall] = of_row.annotate(first=Min("linked_at")).values("first")
    return Greatest(published, Coalesce(Subquery(first), published), output_field=DateTimeField())


def _entered_at(when: str, day: dt.date) -> dt.datetime:
    """The beginning of the first UTC day on which the window holds `day`."""
    first = day - dt.timedelta(days=35)
    while days_of(when, first)[1] < day:
        first += ONE_DAY
    return dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC)


def grouped(items: Iterable[Item]) -> dict[str, list[tuple[int, int]]]:
    """By kind, the first row of each action and how many more of it there are. What is new is not said to have
    changed."""
    items = list(items)
    new = {item.subject for item in items if item.kind == DATES}
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for item in items:
        if item.kind == CHANGES and item.subject in new:
            continue
        of_kind = found.setdefault(item.kind, {})
        first, more = of_kind.get(item.subject, (item.id, -1))
        of_kind[item.subject] = first, more + 1
    return {kind: list(rows.values()) for kind, rows in found.items()}
