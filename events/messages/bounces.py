"""A mail server that says for good that there is no such mailbox: nothing more is written to it. What was planned goes,
so that it can be owed again to whoever wants mail again.

One door for all kinds: whom the mail was for says what becomes of it. Members of an organisation keep what they have:
their address is their account's, which only they change; the mail has failed and is shown as such.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from accounts.actions import suppress_mail
from events.contacts.follows import erase_follows
from events.contacts.links import Linked, open_addresses
from events.contacts.rsvps import open_contacts
from events.messages import batch_recipient, ended_at, host_recipient, id_of, rsvp_recipient
from events.models import RSVP, Follow, Host, LeaveLink, SignatureInvitation
from events.querysets.rsvp import RSVPQuerySet
from notifications.actions import unplan
from notifications.kinds import Outcome
from notifications.models import Delivery

# Ends what one recipient is written, and says which addresses it has.
Stop = Callable[[int, datetime], Iterable[str | None]]


def stop_after_bounce(delivery: Delivery, outcome: Outcome) -> None:
    """No form of this site writes to that mailbox for a week, or until a link that went there is used."""
    stop = STOPS.get(delivery.recipient.partition(":")[0])
    if not outcome.is_hard_bounce or stop is None:
        return
    at = ended_at(delivery)
    for address in {one for one in stop(id_of(delivery.recipient), at) if one}:
        suppress_mail(address, now=at)


def _stop_batch(batch: int, at: datetime) -> Iterable[str | None]:
    """The answers stand, and their page says that no mail comes; the button there that asks for mail again lifts it."""
    return _stop_answers(RSVP.objects.filter(batch=batch), at)


def _stop_rsvp(pk: int, at: datetime) -> Iterable[str | None]:
    return _stop_answers(RSVP.objects.filter(pk=pk), at)


def _stop_answers(own: RSVPQuerySet, at: datetime) -> Iterable[str | None]:
    rows = list(RSVP.objects.filter(batch__in=own.values("batch")))
    addresses = [contact.address for contact in open_contacts(rows).values()]
    RSVP.objects.filter(pk__in=[row.pk for row in rows]).update(wants_mail=False)
    names = {rsvp_recipient(row.pk) for row in rows} | {batch_recipient(row.batch) for row in rows}
    unplan(Delivery.objects.for_recipients(names))
    return addresses


def _stop_host(pk: int, at: datetime) -> Iterable[str | None]:
    """The link still opens the action. Its page and those of the organisers say so, and a link can go to another
    address; one button says that this one is right after all."""
    hosts = list(Host.objects.of_links().filter(pk=pk))
    Host.objects.filter(pk__in=[host.pk for host in hosts]).update(refused_at=at)
    unplan(Delivery.objects.for_recipients(host_recipient(host.pk) for host in hosts))
    return open_addresses(hosts).values()


def _stop_follow(pk: int, at: datetime) -> Iterable[str | None]:
    """It ends: nobody could be asked, and what reaches nobody is not held."""
    addresses = list(open_addresses(Follow.objects.filter(pk=pk)).values())
    erase_follows([pk], now=at)
    return addresses


def _stop_leave(pk: int, at: datetime) -> Iterable[str | None]:
    return _addresses_of(LeaveLink.objects.filter(pk=pk))


def _stop_signing(pk: int, at: datetime) -> Iterable[str | None]:
    """The invitation stands until it is too old: who asked may ask at another address."""
    return _addresses_of(SignatureInvitation.objects.filter(pk=pk))


def _addresses_of(rows: Iterable[Linked]) -> Iterable[str]:
    return open_addresses(rows).values()


STOPS: Mapping[str, Stop] = {
    "rsvp": _stop_rsvp,
    "batch": _stop_batch,
    "host": _stop_host,
    "follow": _stop_follow,
    "leave": _stop_leave,
    "signing": _stop_signing,
}
