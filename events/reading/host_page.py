"""What a host sees behind the link: the date, counts without a name, what was said to those who come."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, Sum

from events.messages.word import WORD, key_prefix
from events.models import RSVP, Announcement, Event, Occurrence
from events.reading.event_overview import OutboxFigures
from notifications.models import Delivery

WORDS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """People, party sizes summed. `waiting` have not confirmed yet."""

    going: int
    maybe: int
    waiting: int


@dataclass(frozen=True, slots=True)
class SaidWord:
    word: Announcement
    sent: OutboxFigures


def open_date(event: Event, *, chosen: str, now: dt.datetime) -> Occurrence:
    """The date with the id `chosen`; otherwise the next that is not over, or the last. Needs `for_page`."""
    dates = list(event.occurrences.all())
    for date in dates:
        date.event = event
    wanted = next((date for date in dates if str(date.pk) == chosen), None)
    if wanted is not None:
        return wanted
    to_come = [date for date in dates if not date.is_over(at=now)]
    return next((date for date in to_come if not date.is_cancelled), (to_come or dates[-1:])[0])


def read_counts(occurrence: Occurrence) -> Counts:
    """Two queries, whoever comes."""
    waiting = RSVP.objects.filter(occurrence=occurrence, state=RSVP.State.UNCONFIRMED)
    coming = waiting.exclude(answer=RSVP.Answer.NOT_GOING).aggregate(people=Sum("party_size"))
    return Counts(
        going=occurrence.going_in_person + occurrence.going_online + occurrence.going_unreachable,
        maybe=occurrence.maybe,
        waiting=coming["people"] or 0,
    )


def read_words(occurrence: Occurrence) -> list[SaidWord]:
    """The newest first, with how many of each have gone out; two queries."""
    words = list(occurrence.announcements.words()[:WORDS_SHOWN])
    states: dict[int, dict[str, int]] = {word.pk: {} for word in words}
    keys = Q(pk=None)
    for word in words:
        keys |= Q(key__startswith=key_prefix(word.pk))
    for key, state in Delivery.objects.filter(keys, kind=WORD.name).values_list("key", "state"):
        counted = states[int(key.split(":")[1])]
        counted[state] = counted.get(state, 0) + 1
    return [SaidWord(word, OutboxFigures.of(states[word.pk])) for word in words]
