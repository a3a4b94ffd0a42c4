"""What waits for the answer of one organiser: proposals by call, and every question, each with its sentence."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min

from events.messages.notice_subjects import SUBJECTS, Notice
from events.models import Call, CoHost, LinkConsent, NameClaim, Proposal, Signature, SigningConsent

MOST_QUESTIONS = 100
# By the word in the address of their answer; the order of the page.
QUESTIONS: dict[str, Any] = {"link": LinkConsent, "co-host": CoHost, "claim": NameClaim, "signing": SigningConsent}


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    pk: int
    asked_at: dt.datetime
    notice: Notice


@dataclass(frozen=True, slots=True)
class OfCall:
    """So many proposals under one call."""

    call: Call
    number: int
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class WaitingList:
    of_calls: list[OfCall]
    questions: list[Question]
    corrections: list[Notice]

    def __bool__(self) -> bool:
        return bool(self.of_calls or self.questions or self.corrections)


def read_waiting(user: Any) -> WaitingList:
    """A fixed number of queries; of each kind of question the first hundred."""
    questions = [question for kind, model in QUESTIONS.items() for question in _questions(kind, model, user)]
    return WaitingList(_of_calls(user), questions, _corrections(user))


def count_waiting(user: Any) -> int:
    """Proposals and questions, in one query for each kind."""
    proposals = Proposal.objects.reviewable_by(user).waiting().count()
    questions = sum(model.objects.answerable_by(user).waiting().count() for model in QUESTIONS.values())
    return proposals + questions + Signature.objects.to_look_at().of_editors(user).count()


def _of_calls(user: Any) -> list[OfCall]:
    waiting = Proposal.objects.reviewable_by(user).waiting().order_by().values("call")
    rows = {row["call"]: row for row in waiting.annotate(number=Count("pk"), since=Min("created_at"))}
    calls = Call.objects.filter(pk__in=rows).select_related("statement__current").order_by("title", "id")
    return [OfCall(call, rows[call.pk]["number"], rows[call.pk]["since"]) for call in calls]


def _corrections(user: Any) -> list[Notice]:
    rows = Signature.objects.to_look_at().of_editors(user).order_by("-revision__statement__current__published_at", "id")
    return list(SUBJECTS["correction"].say(list(rows.values_list("pk", flat=True)[:MOST_QUESTIONS])).values())


def _questions(kind: str, model: Any, user: Any) -> Iterator[Question]:
    rows = list(model.objects.answerable_by(user).waiting().order_by("asked_at", "id")[:MOST_QUESTIONS])
    said = SUBJECTS[kind].say({row.pk for row in rows}) if rows else {}
    for row in rows:
        if row.pk in said:
            yield Question(kind, row.pk, row.asked_at, said[row.pk])
