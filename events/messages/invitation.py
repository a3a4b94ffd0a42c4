"""Invitations that a person asked for, or takes back: one date, one mail. Changes bring their own (announcement.py)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import EMAIL, rsvp_recipient, topic_of
from events.messages.bounces import stop_after_bounce
from events.messages.preparing import Answers
from events.messages.topics import say_topics
from events.models import RSVP
from notifications.kinds import Made, Message, NotOwed, Outcome, Owed, PlansNothing
from notifications.models import Delivery

LIFETIME = timedelta(days=2)
ON, OFF = "on", "off"


class InvitationKind(PlansNothing):
    name = "events.invitation"
    label = _("An invitation for the calendar")
    urgency = 0
    about = staticmethod(say_topics)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        answers = Answers.of_rsvps(deliveries)

        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed:
            if not rsvp.is_confirmed or not rsvp.occurrence.event.is_published:
                return NotOwed("not coming")
            if key_of(rsvp) != delivery.key:
                return NotOwed("changed again")
            return emails.invitation_mail(rsvp, contact=contact, schedules=answers.schedules, now=now)

        return answers.for_each(make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


INVITATION = InvitationKind()


def key_of(rsvp: RSVP) -> str:
    """Of the mail that says how it stands."""
    return f"invitation:{rsvp.pk}:{rsvp.invitation_step}:{ON if rsvp.wants_invitation else OFF}"


def owed_invitation(rsvp: RSVP, *, now: datetime) -> Owed:
    return Owed(
        kind=INVITATION.name,
        recipient=rsvp_recipient(rsvp.pk),
        topic=topic_of(rsvp.occurrence_id),
        channel=EMAIL,
        key=key_of(rsvp),
        due_at=now,
        not_after=now + LIFETIME,
        order_at=rsvp.occurrence.starts_at,
    )
