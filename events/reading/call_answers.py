"""What answers each call of a text, counted: actions, towns, days, campaigns. A fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Prefetch, Q

from events.models import AnsweredCall, Campaign, Milestone
from events.reading.towns import each_once


@dataclass(slots=True)
class CallAnswers:
    """`actions` are to come, `past` are over; `first_on` and `last_on` are local days of those to come."""

    actions: int = 0
    online: int = 0
    past: int = 0
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    towns: list[str] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.actions or self.past or self.campaigns)


def answers_of(calls: Sequence[int], *, now: dt.datetime) -> dict[int, CallAnswers]:
    """For each id of a call; only what the public sees takes part."""
    answers = {call: CallAnswers() for call in calls}
    for row in _figures(calls, now=now):
        found = answers[row.pop("call")]
        for name, value in row.items():
            setattr(found, name, value)
    for call, towns in _towns(calls, now=now).items():
        answers[call].towns = towns
    for call, campaigns in _campaigns(calls, now=now).items():
        answers[call].campaigns = campaigns
    return answers


def _figures(calls: Sequence[int], *, now: dt.datetime):  # type: ignore[no-untyped-def]
    is_coming = Q(event__occurrences__ends_at__gt=now)
    is_online = Q(event__occurrences__attendance__in=["online", "both"])
    return (
        _answered_by_dates(calls)
        .values("call")
        .annotate(
            actions=Count("event", distinct=True, filter=is_coming),
            online=Count("event", distinct=True, filter=is_coming & is_online),
            past=Count("event", distinct=True, filter=Q(event__occurrences__ends_at__lte=now)),
            first_on=Min("event__occurrences__local_day", filter=is_coming),
            last_on=Max("event__occurrences__local_day", filter=is_coming),
        )
    )


def _towns(calls: Sequence[int], *, now: dt.datetime) -> dict[int, list[str]]:
    """Also of places that are to come; the town with the earliest action first."""
    path = "event__occurrences__town"
    rows = _answered_by_dates(calls).filter(event__occurrences__ends_at__gt=now).exclude(**{path: ""})
    found = rows.values_list("call", path).annotate(day=Min("event__occurrences__local_day"))
    by_call: dict[int, list[str]] = defaultdict(list)
    for call, town, _day in found.order_by("day", path):
        by_call[call].append(town)
    return {call: each_once(towns) for call, towns in by_call.items()}


def _answered_by_dates(calls: Sequence[int]):  # type: ignore[no-untyped-def]
    return AnsweredCall.objects.order_by().filter(
        call__in=calls,
        event__published_at__isnull=False,
        event__occurrences__state="scheduled",
        event__occurrences__date_slug__isnull=False,
    )


def _campaigns(calls: Sequence[int], *, now: dt.datetime) -> dict[int, list[Campaign]]:
    ahead = Milestone.objects.filter(on__gte=now.date(), state=Milestone.State.SCHEDULED).order_by("on", "id")
    rows = AnsweredCall.objects.filter(call__in=calls, campaign__published_at__isnull=False).select_related("campaign")
    found: dict[int, list[Campaign]] = defaultdict(list)
    for answered in rows.prefetch_related(Prefetch("campaign__milestones", ahead)).order_by("campaign__start_on", "id"):
        if answered.campaign is not None:
            found[answered.call_id].append(answered.campaign)
    return found
