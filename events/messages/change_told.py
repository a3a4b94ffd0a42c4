"""Told to the owner of an answer: it was changed, or taken back, by whoever has the link."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.keys import read_keys
from events import emails
from events.contacts.former_links import delete_answers
from events.contacts.rsvps import occurrence_key
from events.contacts.sealing import Contact
from events.contacts.undo import Answered, Undo, seal_undo
from events.messages import EMAIL, id_of, rsvp_recipient, topic_of
from events.messages.bounces import stop_after_bounce
from events.messages.hourly import hourly
from events.messages.preparing import Answers
from events.messages.topics import say_topics
from events.models import RSVP
from notifications.kinds import Made, Message, NotOwed, Outcome, Owed, PlansNothing
from notifications.models import Delivery

LIFETIME = timedelta(days=2)


class ChangeToldKind(PlansNothing):
    name = "events.change_told"
    label = _("Your answer was changed")
    urgency = 0
    about = staticmethod(say_topics)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        answers = Answers.of_rsvps(deliveries)
        keys = read_keys(occurrence_key(rsvp.occurrence_id) for rsvp in answers.rsvps)

        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed:
            if rsvp.state not in (RSVP.State.CONFIRMED, RSVP.State.CANCELLED):
                return NotOwed("not confirmed")
            undo = _undo_of(delivery, rsvp, contact, keys.get(occurrence_key(rsvp.occurrence_id)))
            return emails.change_told_mail(rsvp, contact=contact, schedules=answers.schedules, undo=undo, now=now)

        return answers.for_each(make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """What was taken back is erased once that has been acknowledged, or cannot be."""
        stop_after_bounce(delivery, outcome)
        delete_answers(RSVP.objects.filter(pk=id_of(delivery.recipient), state=RSVP.State.CANCELLED))


CHANGE_TOLD = ChangeToldKind()


def owed_change_told(rsvp: RSVP, before: Answered, *, now: datetime) -> Owed:
    """At most one an hour. Call it in the transaction that changes the answer."""
    [slot] = hourly([f"change-told:{rsvp.pk}"], now=now)
    return _owed(rsvp, before, slot.key, due_at=slot.due_at)


def owed_cancelled_told(rsvp: RSVP, before: Answered, *, now: datetime) -> Owed:
    return _owed(rsvp, before, f"cancelled-told:{rsvp.pk}:{now:%Y%m%dT%H%M%S}", due_at=now)


def known_before(rsvp: RSVP) -> Answered:
    """The answer as its owner knows it: as it stands, or as it was before changes that were not told yet."""
    untold = Delivery.objects.planned().filter(kind=CHANGE_TOLD.name, recipient=rsvp_recipient(rsvp.pk))
    first = untold.filter(payload__isnull=False).order_by("due_at", "pk").first()
    return Answered.from_bytes(first.payload) if first and first.payload else Answered.of(rsvp)


def _owed(rsvp: RSVP, before: Answered, key: str, *, due_at: datetime) -> Owed:
    return Owed(
        kind=CHANGE_TOLD.name,
        recipient=rsvp_recipient(rsvp.pk),
        topic=topic_of(rsvp.occurrence_id),
        channel=EMAIL,
        key=key,
        due_at=due_at,
        not_after=due_at + LIFETIME,
        order_at=rsvp.occurrence.starts_at,
        payload=before.as_bytes(),
    )


def _undo_of(delivery: Delivery, rsvp: RSVP, contact: Contact, key: bytes | None) -> str:
    """A part of an address; empty where nothing can be undone."""
    if delivery.payload is None or key is None:
        return ""
    undo = Undo(rsvp.pk, rsvp.language, Answered.from_bytes(delivery.payload), contact)
    return seal_undo(undo, occurrence_id=rsvp.occurrence_id, key=key)
