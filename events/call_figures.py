"""What calls have set in motion: how many actions in how many towns, and the passage to show."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from events.models import Anchor, Call, Event, Signature


@dataclass(frozen=True, slots=True)
class Answers:
    """Upcoming actions that answer a call, and the towns they may be shown in."""

    actions: int = 0
    towns: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it stands in the margin of a list."""

    call: Call
    anchor: Anchor
    answers: Answers
    others: int  # organisations that have signed beside the issuer


def calls_asked_for(*, now: dt.datetime, language: str, limit: int = 3) -> list[Asked]:
    """Calls whose days fall into the week from now on, the soonest first; then the newest: a fixed number of queries."""
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


def count_answers(calls: Iterable[int], *, now: dt.datetime) -> dict[int, Answers]:
    """Answers per id of a call, at one query; a call without any is not in it."""
    counted = (
        Event.objects.public()
        .filter(
            answered_calls__call__in=list(calls),
            occurrences__state="scheduled",
            occurrences__ends_at__gt=now,
            occurrences__date_slug__isnull=False,
        )
        .order_by()
        .values_list("answered_calls__call")
        .annotate(
            actions=Count("pk", distinct=True),
            towns=Count(
                "occurrences__shown_place__locality",
                distinct=True,
                filter=~Q(occurrences__shown_place__locality=""),
            ),
        )
    )
    return {call: Answers(actions, towns) for call, actions, towns in counted}


def passage_for(call: Call, *, language: str) -> Anchor | None:
    """The passage in the current text, or in the current text of a translation into `language`; needs
    `with_passages`."""
    current = [anchor for anchor in call.anchors.all() if anchor.revision_id == anchor.revision.statement.current_id]
    translated = [anchor for anchor in current if anchor.revision.language == language]
    own = [anchor for anchor in current if anchor.revision.statement_id == call.statement_id]
    return next(iter([*translated, *own, *call.anchors.all()]), None)


def with_passages(calls):  # type: ignore[no-untyped-def]
    anchors = (
        Anchor.objects.filter(revision__published_at__isnull=False, revision__statement__published_at__isnull=False)
        .exclude(state=Anchor.State.LOST)
        .order_by("-revision__number")
        .select_related("revision__statement__organization")
    )
    return calls.prefetch_related(Prefetch("anchors", anchors))


def _described(calls: Sequence[Call], *, now: dt.datetime, language: str) -> list[Asked]:
    answers = count_answers([call.pk for call in calls], now=now)
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
        Asked(call, anchor, answers.get(call.pk, Answers()), others.get(call.statement_id, 0))
        for call, anchor in pairs
        if anchor is not None
    ]
