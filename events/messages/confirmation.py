"""Two mails about a batch of answers: please confirm, and it is confirmed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import EMAIL, batch_recipient, topic_of
from events.messages.bounces import stop_after_bounce
from events.messages.preparing import Answers
from events.messages.topics import say_topics
from events.models import RSVP
from events.retention import UNCONFIRMED
from notifications.kinds import Made, Message, Outcome, Owed, PlansNothing
from notifications.models import Delivery

State = RSVP.State


class ConfirmationKind(PlansNothing):
    """ "Please confirm", once per mailbox and day; also to somebody who has confirmed: it brings the link back. And to
    somebody who wanted no more mail and answers again: only behind the link can they say that they do."""

    name = "events.confirmation"
    label = _("Please confirm")
    urgency = 0
    about = staticmethod(say_topics)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        def make(rsvps: Sequence[RSVP], contact: Contact) -> Message:
            return emails.confirmation_mail(rsvps, contact=contact, now=now)

        states = [State.UNCONFIRMED, State.FULL, State.CONFIRMED]
        return Answers.of_batches(deliveries, states=states).for_each_batch(make, now=now, was_asked_for=True)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


class ConfirmedKind(PlansNothing):
    """What was confirmed, with the calendar entry."""

    name = "events.confirmed"
    label = _("Confirmed, with the calendar entry")
    urgency = 0
    about = staticmethod(say_topics)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        answers = Answers.of_batches(deliveries, states=[State.CONFIRMED])

        def make(rsvps: Sequence[RSVP], contact: Contact) -> Message:
            return emails.confirmed_mail(rsvps, contact=contact, schedules=answers.schedules, now=now)

        return answers.for_each_batch(make, now=now)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


CONFIRMATION = ConfirmationKind()
CONFIRMED = ConfirmedKind()


def owed_confirmation(rsvps: Sequence[RSVP], *, batch: int | None = None, now: datetime) -> Owed:
    """The mail with the link, for answers that are (or become) one batch; worthless once what is unconfirmed is
    purged."""
    return _owed(CONFIRMATION.name, "confirmation", rsvps, batch=batch, now=now, lifetime=UNCONFIRMED)


def owed_confirmed(rsvps: Sequence[RSVP], *, now: datetime) -> Owed:
    return _owed(CONFIRMED.name, "confirmed", rsvps, now=now, lifetime=timedelta(days=7))


def _owed(
    kind: str, word: str, rsvps: Sequence[RSVP], *, now: datetime, lifetime: timedelta, batch: int | None = None
) -> Owed:
    first = min(rsvps, key=lambda rsvp: rsvp.occurrence.starts_at)
    batch = batch or first.batch
    return Owed(
        kind=kind,
        recipient=batch_recipient(batch),
        topic=topic_of(first.occurrence_id),
        channel=EMAIL,
        key=f"{word}:{batch}:{now:%Y%m%dT%H%M%S}",
        due_at=now,
        not_after=now + lifetime,
        order_at=first.occurrence.starts_at,
    )
