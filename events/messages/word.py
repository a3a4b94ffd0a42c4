"""A word of the host to those who come, urgent or not: one delivery for each of them, written by the planner."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import AHEAD, EMAIL, rsvp_recipient, topic_of
from events.messages.bounces import stop_after_bounce
from events.messages.preparing import Answers
from events.messages.topics import say_topics
from events.models import RSVP, Announcement
from notifications.kinds import Made, Message, NotOwed, Outcome, Owed
from notifications.models import Delivery

PEOPLE = 300
# A word is worth something for so long at least, also right before the end.
SHORTEST_USE = timedelta(days=1)


class WordKind:
    name = "events.word"
    label = _("A word from the host")
    urgency = 1
    about = staticmethod(say_topics)

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        words = Announcement.objects.words().filter(unfolded_at=None).select_related("occurrence").order_by("pk")
        for word in words:
            yield from _unfold(word, now=now)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        copies = emails.Copies()
        words = Announcement.objects.words().in_bulk({_word_of(delivery) for delivery in deliveries})

        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed:
            word = words.get(_word_of(delivery))
            if word is None or not rsvp.occurrence.event.is_published:
                return NotOwed("taken back")
            if not rsvp.is_confirmed:
                return NotOwed("not coming")
            write = partial(emails.word_mail, rsvp, word, now=now)
            return copies.copy((word.pk, emails.what_shows(rsvp)), write, contact)

        return Answers.of_rsvps(deliveries).for_each(make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


WORD = WordKind()


def key_prefix(word_id: int) -> str:
    """What the keys of all deliveries of a word begin with."""
    return f"word:{word_id}:"


def _unfold(word: Announcement, *, now: datetime) -> Iterator[Sequence[Owed]]:
    """To each person who is coming, in the order of their ids; goes on where it was interrupted."""
    coming = RSVP.objects.confirmed().reachable().filter(occurrence=word.occurrence_id).order_by("pk")
    while ids := list(coming.filter(pk__gt=word.unfolded_to).values_list("pk", flat=True)[:PEOPLE]):
        yield [_owed(word, pk) for pk in ids]
        # The planner comes back only when these are written.
        word.unfolded_to = ids[-1]
        word.save(update_fields=["unfolded_to"])
    word.unfolded_at = now
    word.save(update_fields=["unfolded_at"])


def _owed(word: Announcement, rsvp_id: int) -> Owed:
    occurrence = word.occurrence
    return Owed(
        kind=WORD.name,
        recipient=rsvp_recipient(rsvp_id),
        topic=topic_of(occurrence.pk),
        channel=EMAIL,
        key=f"{key_prefix(word.pk)}{rsvp_id}",
        due_at=word.created_at,
        not_after=max(occurrence.ends_at, word.created_at + SHORTEST_USE),
        order_at=word.created_at - AHEAD if word.is_urgent else occurrence.starts_at,
    )


def _word_of(delivery: Delivery) -> int:
    return int(delivery.key.split(":")[1])
