"""What has become of the messages about a date or an action: figures and reasons, no name and no address."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.db.models import Case, Count, IntegerField, Value, When

from events.late_mails import FAILED, WAITING, Late, count_late, say_late
from events.messages import topic_of
from events.messages.word import WORD, key_prefix
from events.models import RSVP, Announcement, Occurrence
from events.outbox_words import say_reason
from events.wording import language_of_page
from notifications.models import Delivery

WORDS_SHOWN = 10
LATE_SHOWN = 3
_State = Delivery.State
HANDED_OVER = (_State.SENT, _State.KEPT)


class Fate(NamedTuple):
    """So many messages of one state, and why."""

    state: str
    code: str
    reason: str
    number: int


class Reason(NamedTuple):
    words: str
    number: int


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """`uncertain` may have arrived: the connection broke. What is too late has failed."""

    planned: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    reasons: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, fates: Iterable[Fate]) -> Self:
        fates = list(fates)
        by_state: Counter[str] = Counter()
        for fate in fates:
            by_state[fate.state] += fate.number
        return cls(
            planned=sum(by_state[state] for state in WAITING),
            sent=sum(by_state[state] for state in HANDED_OVER),
            failed=sum(by_state[state] for state in FAILED),
            uncertain=by_state[_State.UNCERTAIN],
            reasons=_reasons(fates),
        )

    @property
    def is_moving(self) -> bool:
        return self.planned > 0


@dataclass(frozen=True, slots=True)
class SaidWord:
    """`planned` counts also those for whom the planner has not written anything yet."""

    word: Announcement
    sent: OutboxFigures


def outbox_figures(occurrences: Iterable[int]) -> OutboxFigures:
    topics = [topic_of(pk) for pk in occurrences]
    rows = Delivery.objects.filter(topic__in=topics).order_by().values_list("state", "last_code", "reason")
    return OutboxFigures.of(Fate(*row) for row in rows.annotate(number=Count("pk")))


def read_late(occurrences: Iterable[int], *, now: dt.datetime) -> list[tuple[Late, dict[str, str]]]:
    """What has not gone when it should have, with its words; one query where all is well."""
    language = language_of_page()
    return [(late, say_late(late, language)) for late in count_late(list(occurrences), now=now)[:LATE_SHOWN]]


def read_words(occurrence: Occurrence) -> list[SaidWord]:
    """The newest first, with what has become of each; two queries, and one while one of them is being planned."""
    words = list(occurrence.announcements.words()[:WORDS_SHOWN])
    fates = _fates_of(words)
    return [SaidWord(word, OutboxFigures.of([*fates[word.pk], *_not_planned_yet(word)])) for word in words]


def _fates_of(words: Iterable[Announcement]) -> Mapping[int, list[Fate]]:
    fates: dict[int, list[Fate]] = defaultdict(list)
    whose = [When(key__startswith=key_prefix(word.pk), then=Value(word.pk)) for word in words]
    if not whose:
        return fates
    rows = Delivery.objects.filter(kind=WORD.name, topic__in={topic_of(word.occurrence_id) for word in words})
    counted = rows.annotate(word=Case(*whose, output_field=IntegerField())).filter(word__isnull=False).order_by()
    for word, *fate in counted.values_list("word", "state", "last_code", "reason").annotate(number=Count("pk")):
        fates[word].append(Fate(*fate))
    return fates


def _not_planned_yet(word: Announcement) -> list[Fate]:
    if word.unfolded_at is not None:
        return []
    coming = RSVP.objects.confirmed().reachable().filter(occurrence=word.occurrence_id, pk__gt=word.unfolded_to)
    return [Fate(_State.PLANNED, "", "", coming.count())]


def _reasons(fates: Iterable[Fate]) -> tuple[Reason, ...]:
    """Of what failed, of what may have, and of what waits to be tried again; the commonest first."""
    numbers: Counter[str] = Counter()
    for fate in fates:
        is_told = fate.state in (*FAILED, _State.UNCERTAIN) or (fate.state in WAITING and fate.code)
        if is_told:
            numbers[say_reason(state=fate.state, code=fate.code, reason=fate.reason)] += fate.number
    return tuple(Reason(words, number) for words, number in numbers.most_common())
