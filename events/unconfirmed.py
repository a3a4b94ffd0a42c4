"""What was asked for with an address while a mail to it was open, so that none was sent for it (invariant 13): the page
behind any link of that address lists it too, to be confirmed or left."""

import datetime as dt
from collections.abc import Iterable

from events.contacts.follows import find_follows
from events.contacts.links import find_links
from events.contacts.rsvps import find_rsvps
from events.models import RSVP, Follow, Host, Proposal

# Each is opened to see whose it is; the newest count, so that whoever is pushed out by a flood only asks once more.
MOST_OPENED = 1_000


def rsvps_since(address: str, moment: dt.datetime) -> list[RSVP]:
    """Answers that nobody has confirmed, found by trying the live keys. Raises AddressInvalid, KeysUnavailable."""
    return unconfirmed_since(find_rsvps(address), moment)


def unconfirmed_since(found: Iterable[RSVP], moment: dt.datetime) -> list[RSVP]:
    return [rsvp for rsvp in found if rsvp.state == RSVP.State.UNCONFIRMED and rsvp.created_at >= moment]


def proposals_since(address: str, moment: dt.datetime) -> list[Proposal]:
    """Proposals that nobody has confirmed, the same one once. Raises as `rsvps_since`."""
    unconfirmed = Host.objects.filter(proposal__state=Proposal.State.UNCONFIRMED, created_at__gte=moment)
    newest = unconfirmed.only("sealed_address", "sealed_token").order_by("-created_at")[:MOST_OPENED]
    own = find_links(address, newest)
    hosts = Host.objects.for_page().filter(pk__in=[host.pk for host in own]).order_by("created_at", "proposal__pk")
    return list({_what_it_says(host.proposal): host.proposal for host in hosts}.values())


def follows_since(address: str, moment: dt.datetime) -> list[Follow]:
    """Follows that nobody has confirmed, the same one once, as it was typed last. Raises as `rsvps_since`."""
    newest = Follow.objects.unconfirmed().filter(created_at__gte=moment).order_by("-created_at", "-pk")[:MOST_OPENED]
    found = reversed(find_follows(address, newest))
    return list({(follow.path, follow.query): follow for follow in found}.values())


def _what_it_says(proposal: Proposal) -> tuple[object, ...]:
    return (
        proposal.call_id,
        proposal.town,
        proposal.start_on,
        proposal.start_time,
        proposal.place,
        proposal.kind,
        proposal.host_name,
    )
