"""Calls in the margin of a list: the passage, who stands behind it, what it has set in motion."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from events.call_answers import CallAnswers, answers_of
from events.models import Anchor, Call, Signature
from events.passages import passage_for, with_passages


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
    chosen = with_passages(Call.objects.public().for_list())
    in_days = Q(window_start_on__lte=today + dt.timedelta(days=7)) & (
        Q(window_end_on__gte=today) | Q(window_end_on=None, window_start_on__gte=today)
    )
    calls = list(chosen.filter(in_days).order_by("window_start_on", "id")[:limit])
    if len(calls) < limit:
        newest = chosen.exclude(in_days, window_start_on__isnull=False).order_by("-statement__published_at", "id")
        calls += [call for call in newest[:limit] if call not in calls][: limit - len(calls)]
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
