"""Leaving: one mail with one link; behind it everything that is held for an address, to be erased at once."""

import datetime as dt
import secrets
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import never_write, restore_mail_budget, take_mail_budget
from accounts.addresses import mask_address
from accounts.keys import destroy_keys
from accounts.sealing import token_sha256
from events.actions.host import LINK_PURPOSE, erase_hosts
from events.actions.rsvp_link import erase_rsvps
from events.contacts.follows import erase_follows, find_follows
from events.contacts.links import find_links, key_of, open_links, seal_link
from events.contacts.rsvps import find_rsvps
from events.contacts.trust import find_trusts
from events.messages import leave_recipient, signing_recipient
from events.messages.leave import owed_leave
from events.models import RSVP, Follow, Host, LeaveLink, SignatureInvitation, TrustedHost
from events.texts import clean_contact, known_language
from notifications.actions import forget, owe

PURPOSE = "leave"  # a budget of its own: whoever is flooded can still leave


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for the address behind a link."""

    link: LeaveLink
    rsvps: list[RSVP]
    address: str = field(repr=False)
    hosts: list[Host] = field(default_factory=list)
    invitations: list[SignatureInvitation] = field(default_factory=list)
    trusts: list[TrustedHost] = field(default_factory=list)
    follows: list[Follow] = field(default_factory=list)

    @property
    def masked_address(self) -> str:
        return mask_address(self.address)


def ask_to_leave(address: str, *, language: str, now: dt.datetime) -> None:
    """One mail per mailbox and 24 hours, whether or not anything is held: nobody is told which.

    Raises EventsError naming email, KeysUnavailable.
    """
    nothing_held = _("This site sends no mail, so it holds no address that you could ask about.")
    to = clean_contact(address, without_mail=nothing_held)
    link = LeaveLink(language=known_language(language), created_at=now)
    seal_link(link, token=secrets.token_urlsafe(32), address=to)
    with transaction.atomic():
        may_write = take_mail_budget(to, now=now, purpose=PURPOSE)
        if may_write:
            link.save(force_insert=True)
            owe([owed_leave(link, now=now)], now=now)
    if not may_write:
        destroy_keys([key_of(link)])


def open_held(token: str, *, now: dt.datetime) -> Held | None:
    """None when the link was used or is older than 48 hours. Raises KeysUnavailable."""
    link = LeaveLink.objects.open(at=now).filter(token_sha256=token_sha256(token)).first()
    contact = open_links([link]).get(link.pk) if link else None
    if link is None or contact is None or contact.address is None:
        return None
    return find_held(link, contact.address)


def find_held(link: LeaveLink, address: str) -> Held:
    """All that is held for an address, found by trying every living key. Raises KeysUnavailable."""
    invited = SignatureInvitation.objects.select_related("statement__current", "statement__organization")
    reached = Host.objects.filter(sealed_address__isnull=False).only("sealed_address", "sealed_token")
    own = [host.pk for host in find_links(address, reached)]
    return Held(
        link,
        find_rsvps(address),
        address,
        hosts=list(Host.objects.for_page().filter(pk__in=own)),
        invitations=find_links(address, invited),
        trusts=find_trusts(address),
        follows=find_follows(address),
    )


def leave_everything(held: Held, *, never_again: bool, now: dt.datetime) -> int:
    """Takes back and erases every answer of the address, its links to actions (what is public stays), its proposals,
    invitations and what it follows; returns how many answers. The link dies with it.

    `never_again` puts a keyed hash of the address on the list of those that this site never writes to.
    """
    if never_again:
        never_write(held.address)
    number = erase_rsvps(held.rsvps, now=now)
    erase_hosts(held.hosts, now=now)
    erase_follows([follow.pk for follow in held.follows], now=now)
    destroy_keys(key_of(invitation) for invitation in held.invitations)
    with transaction.atomic():
        restore_mail_budget(held.address)
        for purpose in (PURPOSE, LINK_PURPOSE):
            restore_mail_budget(held.address, purpose=purpose)
        forget([leave_recipient(held.link.pk)], now=now)
        forget([signing_recipient(invitation.pk) for invitation in held.invitations], now=now)
        SignatureInvitation.objects.filter(pk__in=[invitation.pk for invitation in held.invitations]).delete()
        TrustedHost.objects.filter(pk__in=[trust.pk for trust in held.trusts]).delete()
        LeaveLink.objects.filter(pk=held.link.pk).delete()
    destroy_keys([key_of(held.link)])
    return number
