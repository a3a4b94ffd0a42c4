"""The calls that an organisation has on its hands: how many answer each, and what is missing. Two queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from events.models import AnsweredCall, Call, HostCheck, Occurrence
from events.models.event import Hours
from events.reading.table_row import CONFIRMED_FOR

FEWEST = 3  # what two groups do, a coordinator has in mind
MOST_ROWS = 5_000
MOST_CALLS = 50
State = Occurrence.State


@dataclass(frozen=True, slots=True)
class CallAtWork:
    """Of the actions to come, each by its next date; `missing` has hours, places, dates, unconfirmed."""

    call: Call
    actions: int
    missing: dict[str, int]


def read_calls_at_work(organizations: Any, *, now: dt.datetime) -> list[CallAtWork]:
    """Those with at least three actions to come, and those whose days are to come; most actions first."""
    answers: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _answers(organizations, now=now):
        answers[row["call"]].append(row)
    many = Q(pk__in=[pk for pk, rows in answers.items() if len(rows) >= FEWEST])
    to_come = Q(window_end_on__gte=now.date(), statement__published_at__isnull=False)
    calls = Call.objects.filter(many | to_come, statement__organization__in=organizations)[:MOST_CALLS]
    found = [_counted(call, answers[call.pk], now=now) for call in calls]
    return sorted(found, key=lambda one: (-one.actions, one.call.pk))


def _answers(organizations: Any, *, now: dt.datetime) -> Any:
    coming = Occurrence.objects.filter(event=OuterRef("event")).upcoming(at=now).exclude(state=State.CANCELLED)
    first = coming.in_agenda_order()
    said = HostCheck.objects.filter(event=OuterRef("event")).exclude(answer="").order_by("-answered_at", "-id")
    is_seen = Q(event__published_at__isnull=False) | Q(event__organization__in=organizations)
    rows = AnsweredCall.objects.filter(
        is_seen, call__statement__organization__in=organizations, event__cancelled_at=None
    ).annotate(
        state=Subquery(first.values("state")[:1]),
        hours=Subquery(first.values("hours")[:1]),
        lacks_place=Subquery(first.values("place_is_pending")[:1]),
        answer=Subquery(said.values("answer")[:1]),
        answered_at=Subquery(said.values("answered_at")[:1]),
    )
    wanted = rows.filter(state__isnull=False).order_by("-pk")[:MOST_ROWS]
    return wanted.values("call", "state", "hours", "lacks_place", "answer", "answered_at")


def _counted(call: Call, rows: Sequence[dict[str, Any]], *, now: dt.datetime) -> CallAtWork:
    missing = {
        "hours": sum(row["state"] == State.SCHEDULED and row["hours"] == Hours.TO_BE_ANNOUNCED for row in rows),
        "places": sum(bool(row["lacks_place"]) for row in rows),
        "dates": sum(row["state"] == State.POSTPONED for row in rows),
        "unconfirmed": sum(not _is_confirmed(row, now=now) for row in rows),
    }
    return CallAtWork(call, len(rows), missing)


def _is_confirmed(row: dict[str, Any], *, now: dt.datetime) -> bool:
    return row["answer"] == HostCheck.Answer.ON and row["answered_at"] > now - CONFIRMED_FOR
