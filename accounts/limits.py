"""Limits on what strangers may post: token buckets in this process's memory, nothing stored, no Redis needed.

A client is the HMAC of its address prefix under a random key that lives a day; neither address nor key is ever
written down. With several web processes each counts for itself.
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest

KEY_SECONDS = 24 * 3600
MOST_BUCKETS = 20_000


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then one more every `seconds`."""

    burst: int
    seconds: float


PER_CLIENT = Rate(burst=30, seconds=10)
PER_ACTION = Rate(burst=600, seconds=0.2)
PER_INSTANCE = Rate(burst=1_200, seconds=0.1)
# A letter to type an address into is worth more to a flooder than an answer to one action.
PER_CLIENT_AND_ACTION = {
    "leave": Rate(burst=10, seconds=60),
    "host-link": Rate(burst=10, seconds=60),
    "propose": Rate(burst=20, seconds=60),
    # Each is a mail to an address that somebody typed: a campus behind one address gets through, a list does not.
    "rsvp-mail": Rate(burst=600, seconds=2),
    "follow": Rate(burst=200, seconds=5),
    "sign-in": Rate(burst=20, seconds=15),
    "setup": Rate(burst=10, seconds=60),
}
# What the people of one organisation may send to addresses that they type: a hundred a day.
PER_ORGANIZATION = {"invite-to-sign": Rate(burst=100, seconds=864)}


@dataclass
class TokenBuckets:
    """Buckets by name; `now` is a monotonic clock in seconds. Thread-safe; the longest unused go first."""

    buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, wanted: dict[str, Rate], *, now: float, number: int = 1) -> bool:
        """So many tokens out of each bucket, or, when one of them holds fewer, out of none."""
        with self.lock:
            filled = {name: self._filled(name, rate, now) for name, rate in wanted.items()}
            is_allowed = all(tokens >= number for tokens in filled.values())
            for name, tokens in filled.items():
                self.buckets[name] = (tokens - number if is_allowed else tokens, now)
                self.buckets.move_to_end(name)
            while len(self.buckets) > MOST_BUCKETS:
                self.buckets.popitem(last=False)
            return is_allowed

    def clear(self) -> None:
        with self.lock:
            self.buckets.clear()

    def _filled(self, name: str, rate: Rate, now: float) -> float:
        tokens, seen = self.buckets.get(name, (float(rate.burst), now))
        return min(float(rate.burst), tokens + max(0.0, now - seen) / rate.seconds)


@dataclass
class DailyKey:
    """A random key that is replaced every 24 hours and known to this process only."""

    value: bytes = b""
    expires: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, *, now: float) -> bytes:
        with self.lock:
            if now >= self.expires:
                self.value, self.expires = secrets.token_bytes(32), now + KEY_SECONDS
            return self.value


BUCKETS = TokenBuckets()
DAILY_KEY = DailyKey()


def check_limit(request: HttpRequest, *, action: str) -> bool:
    """Whether this POST is within the limits of its client, its action and the instance. Counts it if so.

    Above the limit a form still says the same to everybody; only what is confirmed by mail counts then.
    """
    wanted = {
        f"client:{action}:{client_key(request)}": PER_CLIENT_AND_ACTION.get(action, PER_CLIENT),
        f"action:{action}": PER_ACTION,
        "instance": PER_INSTANCE,
    }
    return BUCKETS.take(wanted, now=time.monotonic())


def check_client_limit(request: HttpRequest, *, action: str) -> bool:
    """As `check_limit`, but for this client alone: what others do refuses nobody."""
    name = f"client:{action}:{client_key(request)}"
    return BUCKETS.take({name: PER_CLIENT_AND_ACTION.get(action, PER_CLIENT)}, now=time.monotonic())


def check_organization_limit(organization_id: int, *, action: str, number: int = 1) -> bool:
    """Whether an organisation may do this so many times more now, whoever of its people does it."""
    wanted = {f"organization:{action}:{organization_id}": PER_ORGANIZATION[action]}
    return BUCKETS.take(wanted, now=time.monotonic(), number=number)


def client_key(request: HttpRequest) -> str:
    """A name for the client's network that is worth nothing tomorrow or in another process."""
    key = DAILY_KEY.read(now=time.monotonic())
    return hmac.new(key, client_prefix(request).encode(), hashlib.sha256).hexdigest()[:32]


def client_prefix(request: HttpRequest) -> str:
    """The /24 or /64 network of the client; "unknown" when its address cannot be read.

    Each trusted proxy adds one address at the right of X-Forwarded-For; what stands further left is hearsay.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops = [*(hop.strip() for hop in forwarded.split(",") if hop.strip()), request.META.get("REMOTE_ADDR", "")]
    hop = hops[-1 - min(settings.TRUSTED_PROXY_COUNT, len(hops) - 1)]
    try:
        address = ipaddress.ip_address(hop.split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    prefix = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
