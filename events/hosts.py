"""What stands behind the secret link of an action. Only its SHA-256 is looked up; the token itself is sealed."""

from accounts.addresses import mask_address
from accounts.sealing import token_sha256
from events.contacts.links import open_addresses, open_links
from events.models import Host
from events.permissions import may_edit


def open_host(token: str) -> Host | None:
    """The host with its event; None where the link is dead: unknown, its key gone, or the member
    may no longer edit the event. Raises KeysUnavailable."""
    host = Host.objects.for_page().filter(token_sha256=token_sha256(token)).first()
    if host is None or host.pk not in open_links([host]):
        return None
    if host.user is not None and (host.event is None or not may_edit(host.user, host.event)):
        return None
    return host


def address_of(host: Host) -> str | None:
    """Where the host is written to; None for a link that is passed on by hand. Raises KeysUnavailable."""
    if host.user is not None:
        return host.user.email
    return open_addresses([host]).get(host.pk)


def masked_address_of(host: Host) -> str:
    """ "m…@e…", or nothing. Raises KeysUnavailable."""
    address = address_of(host)
    return mask_address(address) if address else ""
