"""The mails to hosts: please confirm, your link, your action is online, your proposal was sent back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.addresses import normalize_address
from events import emails
from events.contacts.links import open_links
from events.contacts.sealing import Contact
from events.messages import EMAIL, host_recipient, id_of
from events.messages.bounces import stop_after_bounce
from events.messages.preparing import ERASED, NO_KEY
from events.models import Host, Proposal
from events.retention import UNCONFIRMED
from notifications.kinds import Message, NotOwed, Outcome, Owed, PlansNothing
from notifications.models import Delivery

State = Proposal.State
NO_MAILBOX = NotOwed("its address does not exist")
LINK_LIFETIME = timedelta(days=2)
NEWS_LIFETIME = timedelta(days=7)
Make = Callable[[Delivery, Host, Contact], Message | NotOwed]


class _HostKind(PlansNothing):
    urgency = 0

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


class ProposalKind(_HostKind):
    """ "Please confirm": nothing that was typed, and one link."""

    name = "events.proposal"
    label = _("Please confirm your proposal")

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        def make(delivery: Delivery, host: Host, contact: Contact) -> Message | NotOwed:
            if host.confirmed_at is not None:
                return NotOwed("confirmed already")
            return emails.proposal_mail(host, contact=contact)

        return _for_each(deliveries, make)


class HostLinkKind(_HostKind):
    """The links that were made in one go for one mailbox, in one mail."""

    name = "events.host_link"
    label = _("The link to look after an action")

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        made = _made_with(deliveries)
        contacts = open_links(made)

        def make(delivery: Delivery, host: Host, contact: Contact) -> Message | NotOwed:
            same = [row for row in made if _is_made_with(row, host, contacts)]
            return emails.host_link_mail(same, contacts=contacts, to=contact)

        return _for_each(deliveries, make)


class HostNewsKind(_HostKind):
    """What has become of a proposal."""

    name = "events.host_news"
    label = _("What has become of a proposal")
    urgency = 1

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        def make(delivery: Delivery, host: Host, contact: Contact) -> Message | NotOwed:
            if host.refused_at is not None:
                return NO_MAILBOX
            if delivery.key.startswith(ONLINE):
                if host.event is None or not host.event.is_published:
                    return NotOwed("not public")
                return emails.online_mail(host, host.event, contact=contact, now=now)
            if host.proposal.state != State.SENT_BACK:
                return NotOwed("sent again, or withdrawn")
            return emails.sent_back_mail(host, contact=contact)

        return _for_each(deliveries, make)


PROPOSAL = ProposalKind()
HOST_LINK = HostLinkKind()
HOST_NEWS = HostNewsKind()
ONLINE, SENT_BACK = "host-online:", "host-sent-back:"


def owed_proposal(host: Host, *, now: datetime) -> Owed:
    """The mail that asks for confirmation; worthless once what is unconfirmed is purged."""
    return _owed(PROPOSAL.name, host, f"proposal:{host.pk}", now=now, lifetime=UNCONFIRMED)


def owed_host_link(host: Host, *, now: datetime) -> Owed:
    """The mail with the link, and with those made at the same moment for the same mailbox."""
    return _owed(HOST_LINK.name, host, f"host-link:{host.pk}:{now:%Y%m%dT%H%M%S%f}", now=now, lifetime=LINK_LIFETIME)


def owed_online(host: Host, *, now: datetime) -> Owed:
    return _owed(HOST_NEWS.name, host, f"{ONLINE}{host.pk}", now=now, lifetime=NEWS_LIFETIME)


def owed_sent_back(proposal: Proposal, *, now: datetime) -> Owed:
    """Once for each time that it was sent back."""
    key = f"{SENT_BACK}{proposal.host_id}:{proposal.version}"
    return _owed(HOST_NEWS.name, proposal.host, key, now=now, lifetime=NEWS_LIFETIME)


def _owed(kind: str, host: Host, key: str, *, now: datetime, lifetime: timedelta) -> Owed:
    name = host_recipient(host.pk)
    return Owed(
        kind=kind,
        recipient=name,
        topic=name,
        channel=EMAIL,
        key=key,
        due_at=now,
        not_after=now + lifetime,
        order_at=now,
    )


def _for_each(deliveries: Sequence[Delivery], make: Make) -> dict[int, Message | NotOwed]:
    """By delivery; `make` is asked only for hosts who are still there and can be written to."""
    ids = {delivery.pk: id_of(delivery.recipient) for delivery in deliveries}
    hosts = Host.objects.for_page().in_bulk(set(ids.values()))
    contacts = open_links(hosts.values())
    return {
        delivery.pk: _made(delivery, hosts.get(ids[delivery.pk]), contacts.get(ids[delivery.pk]), make)
        for delivery in deliveries
    }


def _made(delivery: Delivery, host: Host | None, contact: Contact | None, make: Make) -> Message | NotOwed:
    if host is None:
        return ERASED
    if contact is None:
        return NO_KEY
    address = host.user.email if host.user else contact.address
    return NO_KEY if address is None else make(delivery, host, Contact(token=contact.token, address=address))


def _is_made_with(row: Host, host: Host, contacts: Mapping[int, Contact]) -> bool:
    """Whether the links of both were made in one go for one mailbox."""
    if row.pk == host.pk:
        return True
    addresses = [contacts[each.pk].address for each in (row, host) if each.pk in contacts]
    mailboxes = [normalize_address(address) for address in addresses if address]
    return row.link_made_at == host.link_made_at and len(mailboxes) == 2 and len(set(mailboxes)) == 1


def _made_with(deliveries: Sequence[Delivery]) -> list[Host]:
    """The hosts whose links were made in one go with one of those that deliveries are for, themselves too."""
    own = Host.objects.filter(pk__in={id_of(delivery.recipient) for delivery in deliveries})
    rows = Host.objects.for_page().filter(link_made_at__in=own.values("link_made_at"))
    return list(rows.exclude(confirmed_at=None, event=None).order_by("pk"))
