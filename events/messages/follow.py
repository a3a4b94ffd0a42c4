"""Two mails about a follow itself: please confirm, and what it followed is gone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.follows import erase_follows
from events.contacts.links import open_links
from events.contacts.sealing import Contact
from events.following import Followed, say_safely
from events.messages import EMAIL, ended_at, follow_recipient, id_of
from events.messages.bounces import stop_after_bounce
from events.messages.preparing import ERASED, NO_KEY
from events.models import Follow
from events.retention import UNCONFIRMED
from events.scopes import Gone, Moved
from notifications.kinds import Message, NotOwed, Outcome, Owed, PlansNothing
from notifications.models import Delivery

State = Follow.State
ENDING = timedelta(days=2)


class FollowConfirmationKind(PlansNothing):
    """The link that confirms. What somebody typed into a filter is not in it."""

    name = "events.follow_confirmation"
    label = _("Please confirm what you follow")
    urgency = 0

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        names: dict[tuple[Followed, str], str] = {}

        def make(_delivery: Delivery, follow: Follow, contact: Contact) -> Message | NotOwed:
            if follow.state != State.UNCONFIRMED:
                return NotOwed("confirmed already")
            key = Followed.of(follow), follow.language
            if key not in names:
                names[key] = _say(*key, now=now)
            if not names[key]:
                return NotOwed("gone")
            return emails.follow_confirmation_mail(follow, name=names[key], contact=contact)

        return for_each(deliveries, make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """What nobody confirms is purged after 48 hours."""
        stop_after_bounce(delivery, outcome)


class FollowEndedKind(PlansNothing):
    """What was followed is deleted: one mail, then nothing is held any more."""

    name = "events.follow_ended"
    label = _("What you follow is gone")
    urgency = 1

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        def make(_delivery: Delivery, follow: Follow, contact: Contact) -> Message | NotOwed:
            return emails.follow_ended_mail(follow, contact=contact)

        return for_each(deliveries, make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)
        erase_follows([id_of(delivery.recipient)], now=ended_at(delivery))


CONFIRMATION = FollowConfirmationKind()
ENDED = FollowEndedKind()


def owed_confirmation(follow: Follow, *, now: datetime) -> Owed:
    """Worthless once what is unconfirmed is purged."""
    return _owed(CONFIRMATION.name, "follow-confirmation", follow.pk, now=now, lifetime=UNCONFIRMED)


def owed_ended(follow_id: int, *, now: datetime) -> Owed:
    return _owed(ENDED.name, "follow-ended", follow_id, now=now, lifetime=ENDING)


def for_each(
    deliveries: Sequence[Delivery], make: Callable[[Delivery, Follow, Contact], Message | NotOwed]
) -> Mapping[int, Message | NotOwed]:
    """By delivery; `make` is asked only for follows that are still there. Two queries."""
    ids = {delivery.pk: id_of(delivery.recipient) for delivery in deliveries}
    follows = Follow.objects.in_bulk(set(ids.values()))
    contacts = open_links(list(follows.values()))

    def made(delivery: Delivery) -> Message | NotOwed:
        follow, contact = follows.get(ids[delivery.pk]), contacts.get(ids[delivery.pk])
        if follow is None:
            return ERASED
        return NO_KEY if contact is None or contact.address is None else make(delivery, follow, contact)

    return {delivery.pk: made(delivery) for delivery in deliveries}


def _say(followed: Followed, language: str, *, now: datetime) -> str:
    try:
        return say_safely(followed, language, now=now)
    except (Moved, Gone, Http404):
        return ""


def _owed(kind: str, word: str, follow_id: int, *, now: datetime, lifetime: timedelta) -> Owed:
    name = follow_recipient(follow_id)
    return Owed(
        kind=kind,
        recipient=name,
        topic=name,
        channel=EMAIL,
        key=f"{word}:{follow_id}",
        due_at=now,
        not_after=now + lifetime,
        order_at=now,
    )
