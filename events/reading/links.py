"""Which actions and calls of two organisations stand together, wait for an answer, or could be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from events.models import AnsweredCall, Call, Event, LinkConsent
from events.search import query_words, search_text_of

MOST_LINKS = 500
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Links:
    """`standing` are rows of AnsweredCall, `asked` questions that wait, `found` what the words of a search meet."""

    standing: list[AnsweredCall]
    asked: list[LinkConsent]
    found: list[Any]


def links_of_call(call: Call, *, query: str = "") -> Links:
    """Actions of other organisations under it; their drafts are their own."""
    standing = AnsweredCall.objects.filter(call=call, event__published_at__isnull=False)
    standing = standing.exclude(event__organization=call.statement.organization_id)
    return Links(
        standing=list(standing.select_related("event__organization").order_by("-linked_at", "-id")[:MOST_LINKS]),
        asked=list(call.link_consents.waiting().select_related("event__organization")),
        found=find_events(call, query),
    )


def links_of_event(event: Event, *, query: str = "") -> Links:
    return Links(
        standing=list(event.answered_calls.select_related("call__statement__organization", "call__statement__current")),
        asked=list(event.link_consents.waiting().select_related("call__statement__organization")),
        found=find_calls(event, query),
    )


def find_events(call: Call, query: str) -> list[Event]:
    """Published actions that do not answer the call, the newest first."""
    words = query_words(query)
    rows = Event.objects.public().exclude(answered_calls__call=call).select_related("organization", "shown_place")
    for word in words:
        rows = rows.filter(search_text__contains=f" {word}")
    return list(rows.order_by("-published_at", "-id")[:MOST_FOUND]) if words else []


def find_calls(event: Event, query: str) -> list[Call]:
    """Public calls that it does not answer, the newest first; compared in Python: SQLite folds only ASCII letters."""
    words = query_words(query)
    if not words:
        return []
    rows = Call.objects.public().exclude(answered_by__event=event).order_by()
    names = rows.values_list("pk", "title", "statement__current__title", "statement__organization__name")
    found = sorted((pk for pk, *texts in names if _have_words(texts, words)), reverse=True)[:MOST_FOUND]
    return list(Call.objects.filter(pk__in=found).for_list().order_by("-id"))


def _have_words(texts: Iterable[str | None], words: list[str]) -> bool:
    text = search_text_of(*(one or "" for one in texts))
    return all(f" {word}" in text for word in words)
