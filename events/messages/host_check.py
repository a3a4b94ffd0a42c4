"""Is it still on? One mail to a host with one link, behind which it is answered in ten seconds."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.querysets import EDITING_ROLES
from events import emails
from events.contacts.links import open_links
from events.contacts.sealing import Contact
from events.messages import EMAIL, host_recipient, id_of, topic_of
from events.messages.bounces import stop_after_bounce
from events.messages.preparing import ERASED, NO_KEY
from events.messages.topics import say_topics
from events.models import Host, HostCheck, Occurrence
from notifications.kinds import Message, NotOwed, Outcome, Owed, PlansNothing
from notifications.models import Delivery

LIFETIME = timedelta(days=3)
SHORTEST_USE = timedelta(hours=1)


class HostCheckKind(PlansNothing):
    name = "events.host_check"
    label = _("Is it still on?")
    urgency = 1
    about = staticmethod(say_topics)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        checks = _checks({_check_of(delivery) for delivery in deliveries})
        dates = _dates({id_of(delivery.topic) for delivery in deliveries})
        contacts = open_links(check.host for check in checks.values())
        made: dict[int, Message | NotOwed] = {}
        for delivery in deliveries:
            check, date = checks.get(_check_of(delivery)), dates.get(id_of(delivery.topic))
            made[delivery.pk] = _made(check, date, contacts, now=now) if check and date else ERASED
        return made

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


HOST_CHECK = HostCheckKind()


def owed_host_check(check: HostCheck, host: Host, date: Occurrence, *, now: datetime) -> Owed:
    """About the date that the table shows; worthless once that is over."""
    until = now + LIFETIME if date.is_postponed else min(date.ends_at, now + LIFETIME)
    return Owed(
        kind=HOST_CHECK.name,
        recipient=host_recipient(host.pk),
        topic=topic_of(date.pk),
        channel=EMAIL,
        key=f"host-check:{check.pk}",
        due_at=now,
        not_after=max(until, now + SHORTEST_USE),
        order_at=max(date.starts_at, now),
    )


def _check_of(delivery: Delivery) -> int:
    return id_of(delivery.key)


def _checks(pks: set[int]) -> dict[int, Any]:
    """With whether a member may still edit; without those whose host is gone."""
    roles = Membership.objects.filter(user=OuterRef("host__user"), role__in=EDITING_ROLES)
    rows = HostCheck.objects.filter(host__isnull=False).select_related(
        "host__user", "event__organization", "event__listed_host", "call__statement__organization"
    )
    return rows.annotate(is_member=Exists(roles.filter(organization=OuterRef("event__organization")))).in_bulk(pks)


def _dates(pks: set[int]) -> dict[int, Occurrence]:
    return Occurrence.objects.select_related("schedule", "shown_place", "place").in_bulk(pks)


def _made(check: Any, date: Occurrence, contacts: Mapping[int, Contact], *, now: datetime) -> Message | NotOwed:
    date.event = check.event
    host: Host = check.host
    reasons = {
        "answered already": bool(check.answer),
        "over": date.is_past(at=now),
        "cancelled": date.is_cancelled or check.event.is_cancelled,
        "another action": host.event_id != check.event_id,
        "its address does not exist": host.refused_at is not None,
        "no longer a member": host.user is not None and not (host.user.is_active and check.is_member),
    }
    if reason := next((reason for reason, is_so in reasons.items() if is_so), ""):
        return NotOwed(reason)
    contact = contacts.get(host.pk)
    address = host.user.email if host.user else contact and contact.address
    if contact is None or not address:
        return NO_KEY
    return emails.host_check_mail(check, host, date, contact=Contact(token=contact.token, address=address), now=now)
