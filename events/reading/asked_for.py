"""Calls in the margin of a list: the passage, who stands behind it, what it has set in motion."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, When

from events.models import Anchor, Call, Signature
from events.reading.call_answers import CallAnswers, answers_of
from events.reading.passages import passage_for, with_passages


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it stands in the margin of a list."""

    call: Call
    anchor: Anchor
    answers: CallAnswers
    others: int  # organisations that have signed beside the issuer


def calls_asked_for(*, now: dt.datetime, language: str, limit: int = 3) -> list[Asked]:
    """Calls whose days fall into the week from now on, soonest first, then the newest; a fixed number of queries."""
    today = now.astimezone(dt.UTC).date()
    is_now = Q(window_start_on__lte=today + dt.timedelta(days=7)) & (
        Q(window_end_on__gte=today) | Q(window_end_on=None, window_start_on__gte=today)
    )
    calls = with_passages(Call.objects.public().for_list()).annotate(
        asked_for_on=Case(When(is_now, then=F("window_start_on")))
    )
    soonest = F("asked_for_on").asc(nulls_last=True)
    calls = list(calls.order_by(soonest, "-statement__published_at", "id")[:limit])
    return _described(calls, now=now, language=language)


def _described(calls: Sequence[Call], *, now: dt.datetime, language: str) -> list[Asked]:
    answers = answers_of([call.pk for call in calls], now=now)
    others = dict(
        Signature.objects.filter(
            revision__statement__in=[call.statement_id for call in calls],
            withdrawn_at=None,
            role=Signature.Role.ENDORSER,
        )
        .order_by()
        .values_list("revision__statement")
        .annotate(Count("organization", distinct=True))
    )
    pairs = [(call, passage_for(call, language=language)) for call in calls]
    return [
        Asked(call, anchor, answers[call.pk], others.get(call.statement_id, 0))
        for call, anchor in pairs
        if anchor is not None
    ]
