"""The mail from /leave/: one link, behind which all that is held for an address can be seen and erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.links import open_links
from events.contacts.sealing import Contact
from events.messages import EMAIL, id_of, leave_recipient
from events.messages.bounces import stop_after_bounce
from events.models import LeaveLink
from events.querysets.rsvp import LEAVE_LINK_LIFETIME
from notifications.kinds import Message, NotOwed, Outcome, Owed, PlansNothing
from notifications.models import Delivery


class LeaveKind(PlansNothing):
    name = "events.leave"
    label = _("All that is held for you")
    urgency = 0

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        ids = {delivery.pk: id_of(delivery.recipient) for delivery in deliveries}
        links = LeaveLink.objects.open(at=now).in_bulk(set(ids.values()))
        contacts = open_links(list(links.values()))
        return {pk: _mail(links.get(link_id), contacts.get(link_id)) for pk, link_id in ids.items()}

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


LEAVE = LeaveKind()


def owed_leave(link: LeaveLink, *, now: datetime) -> Owed:
    name = leave_recipient(link.pk)
    return Owed(
        kind=LEAVE.name,
        recipient=name,
        topic=name,
        channel=EMAIL,
        key=name,
        due_at=now,
        not_after=now + LEAVE_LINK_LIFETIME,
        order_at=now,
    )


def _mail(link: LeaveLink | None, contact: Contact | None) -> Message | NotOwed:
    if link is None or contact is None:
        return NotOwed("used or too old")
    return emails.leave_mail(link, contact=contact)
