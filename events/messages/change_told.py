"""Told to the owner of an answer: it was changed, or taken back, by whoever has the link."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import EMAIL, id_of, rsvp_recipient, topic_of
from events.messages.preparing import Answers
from events.messages.topics import say_topics
from events.models import RSVP
from notifications.kinds import Made, Message, NotOwed, Outcome, Owed
from notifications.models import Delivery

# Several changes within it are told as one.
PAUSE = timedelta(minutes=2)
LIFETIME = timedelta(days=2)


class ChangeToldKind:
    name = "events.change_told"
    label = _("Your answer was changed")
    urgency = 0
    about = staticmethod(say_topics)

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        return iter(())

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        answers = Answers.of_rsvps(deliveries)

        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed:
            if rsvp.state not in (RSVP.State.CONFIRMED, RSVP.State.CANCELLED):
                return NotOwed("not confirmed")
            return emails.change_told_mail(rsvp, contact=contact, schedules=answers.schedules, now=now)

        return answers.for_each(make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """What was taken back is erased once that has been acknowledged, or cannot be."""
        RSVP.objects.filter(pk=id_of(delivery.recipient), state=RSVP.State.CANCELLED).delete()


CHANGE_TOLD = ChangeToldKind()


def owed_change_told(rsvp: RSVP, *, now: datetime) -> Owed:
    """At most one an hour."""
    return _owed(rsvp, f"change-told:{rsvp.pk}:{now:%Y%m%dT%H}", due_at=now + PAUSE)


def owed_cancelled_told(rsvp: RSVP, *, now: datetime) -> Owed:
    return _owed(rsvp, f"cancelled-told:{rsvp.pk}:{now:%Y%m%dT%H%M%S}", due_at=now)


def _owed(rsvp: RSVP, key: str, *, due_at: datetime) -> Owed:
    return Owed(
        kind=CHANGE_TOLD.name,
        recipient=rsvp_recipient(rsvp.pk),
        topic=topic_of(rsvp.occurrence_id),
        channel=EMAIL,
        key=key,
        due_at=due_at,
        not_after=due_at + LIFETIME,
        order_at=rsvp.occurrence.starts_at,
    )
