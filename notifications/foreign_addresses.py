"""Which servers of others may be asked: public ones over https, never our own machine or what stands beside it.

An address is judged by what its name resolves to, once, right before connecting to that very address: a name that
means something else a moment later (DNS rebinding) changes nothing.
"""

import ipaddress
import queue
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from notifications.errors import NotificationsError

URL_LENGTH = 1_000  # Microsoft's push service names long ones
# Where clouds answer a machine of theirs, beside what is private anyway: its metadata, its agent.
OF_CLOUDS = [ipaddress.ip_network("168.63.129.16/32"), ipaddress.ip_network("192.0.0.0/24")]
# What is routed of IPv6 at all, without the prefixes that carry an IPv4 address in them.
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")
CARRIERS_OF_IPV4 = [ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32")]
# Names that mean a machine beside us, whoever looks them up (RFC 6761, 6762, 8375); so does one without a dot.
NEVER_PUBLIC = (".localhost", ".local", ".internal", ".home.arpa")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(NotificationsError):
    """Nothing is sent to this address; the text is fit for whoever typed it, and does not repeat it."""


@dataclass(frozen=True)
class Target:
    """Where a request goes: the parts of a URL, as they stand in the request."""

    host: str = field(repr=False)
    port: int
    path: str = field(repr=False)

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 443 else f"{host}:{self.port}"


def read_target(url: str) -> Target:
    """The parts of an https URL. Looks nothing up. Raises AddressRefused."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port or 443
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError:  # UnicodeError too
        raise AddressRefused(_("This is not a web address."))
    if parts.scheme != "https" or not host:
        raise AddressRefused(_("The address has to begin with https://."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused(_("The address may hold no user name, no password and no #."))
    if len(url) > URL_LENGTH or not f"{host}{parts.path}{parts.query}".isprintable():
        raise AddressRefused(_("This is not a web address."))
    literal = _literal(host)
    is_public = not _is_beside_us(host) if literal is None else may_be_reached(literal)
    if not is_public:
        raise AddressRefused(_("This address is not on the public internet."))
    path = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    return Target(host, port, path)


def may_be_reached(address: Address) -> bool:
    """Whether it is on the public internet; loopback only where the settings (of the tests) say so."""
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    if address.is_loopback:
        return bool(settings.FOREIGN_SERVERS_MAY_BE_LOOPBACK)
    if isinstance(address, ipaddress.IPv6Address) and not _is_plain_ipv6(address):
        return False
    if any(address in network for network in OF_CLOUDS):
        return False
    return address.is_global and not address.is_multicast


def resolve(target: Target, *, deadline: float) -> list[tuple[int, Any]]:
    """Family and socket address of each address of the host. Raises AddressRefused if one of them is not public,
    OSError."""
    found = _look_up(target, deadline=deadline)
    addresses = [(family, address) for family, _type, _protocol, _name, address in found]
    for _family, (text, *_rest) in addresses:
        if not may_be_reached(ipaddress.ip_address(str(text).partition("%")[0])):
            raise AddressRefused(_("This address is not on the public internet."))
    return addresses


def seconds_left(deadline: float) -> float:
    """Raises TimeoutError when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _look_up(target: Target, *, deadline: float) -> list[Any]:
    """In a thread of its own: a resolver knows no time limit."""
    answer: queue.SimpleQueue[list[Any] | OSError] = queue.SimpleQueue()

    def look() -> None:
        try:
            answer.put(list(socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            answer.put(error if isinstance(error, OSError) else OSError())

    threading.Thread(target=look, name="resolver", daemon=True).start()
    try:
        found = answer.get(timeout=seconds_left(deadline))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, OSError):
        raise found
    return found


def _is_beside_us(host: str) -> bool:
    name = host.rstrip(".").casefold()
    return not settings.FOREIGN_SERVERS_MAY_BE_LOOPBACK and ("." not in name or name.endswith(NEVER_PUBLIC))


def _literal(host: str) -> Address | None:
    """The address that is meant where a host is one: also 2130706433, 0x7f.1 and 0177.0.0.1, as resolvers read them."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _is_plain_ipv6(address: ipaddress.IPv6Address) -> bool:
    return address in GLOBAL_IPV6 and not any(address in network for network in CARRIERS_OF_IPV4)
