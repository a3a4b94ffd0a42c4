"""What answers a call next, or nearest to a town: three actions, each by its next date."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from events.models import AnsweredCall, Occurrence
from events.nearness import SPOT_COLUMNS, Near, Spot
from events.reading.series import next_dates

SHOWN = 3


class NextAction(NamedTuple):
    """`kilometres` is None where no town was named, or nobody knows how far it is."""

    occurrence: Occurrence
    kilometres: float | None


class _Date(NamedTuple):
    pk: int
    day: dt.date
    kilometres: float | None

    @property
    def rank(self) -> tuple[float, dt.date, int]:
        return (math.inf if self.kilometres is None else self.kilometres, self.day, self.pk)


def next_actions(calls: Sequence[int], *, now: dt.datetime, near: Near | None = None) -> dict[int, list[NextAction]]:
    """For each id of a call that something answers; only what the public sees. Three queries."""
    answering = AnsweredCall.objects.filter(call__in=calls, event__published_at__isnull=False)
    dates = _next_date_of_each(answering, now=now, near=near)
    chosen: dict[int, list[_Date]] = defaultdict(list)
    for call, event in answering.order_by().values_list("call", "event"):
        if event in dates:
            chosen[call].append(dates[event])
    chosen = {call: sorted(found, key=lambda date: date.rank)[:SHOWN] for call, found in chosen.items()}
    loaded = Occurrence.objects.select_related("event", "schedule", "shown_place").in_bulk(
        [date.pk for found in chosen.values() for date in found]
    )
    return {call: [NextAction(loaded[date.pk], date.kilometres) for date in found] for call, found in chosen.items()}


def _next_date_of_each(answering: object, *, now: dt.datetime, near: Near | None) -> dict[int, _Date]:
    coming = Occurrence.objects.public().scheduled().filter(ends_at__gt=now)
    rows = next_dates(coming.filter(event__in=answering.values("event")), 1)  # type: ignore[attr-defined]
    return {
        event: _Date(pk, day, near.distance_to(Spot(*spot)) if near else None)
        for event, pk, day, *spot in rows.values_list("event", "pk", "local_day", *SPOT_COLUMNS)
    }
