"""A word of the host to those who come, urgent or not: one delivery for each of them, written by the planner."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import AHEAD, EMAIL, rsvp_recipient, topic_of
from events.messages.bounces import stop_after_bounce
from events.messages.preparing import Answers
from events.messages.topics import say_topics
from events.messages.unfolding import SHORTEST_USE, announcement_of, unfold
from events.models import RSVP, Announcement
from notifications.kinds import Made, Message, NotOwed, Outcome, Owed
from notifications.models import Delivery


class WordKind:
    name = "events.word"
    label = _("A word from the host")
    urgency = 1
    about = staticmethod(say_topics)

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        words = Announcement.objects.words().filter(unfolded_at=None).select_related("occurrence").order_by("pk")
        for word in words:
            coming = RSVP.objects.confirmed().reachable().filter(occurrence=word.occurrence_id).only("pk")
            for people in unfold(word, coming, now=now):
                yield [_owed(word, rsvp.pk) for rsvp in people]

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        copies = emails.Copies()
        words = Announcement.objects.words().in_bulk({announcement_of(delivery) for delivery in deliveries})

        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed:
            word = words.get(announcement_of(delivery))
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
