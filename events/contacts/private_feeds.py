"""The key and the name of a calendar of one's own, and the slots by which its token finds its entries."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from accounts.errors import SealBroken
from accounts.keys import derive_hmac_key, read_keys
from events.contacts.rsvps import occurrence_key
from events.contacts.sealing import seal_column, unseal_column
from events.models import RSVP, PrivateFeedEntry

MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class FeedKey:
    """What the token of a calendar opens: its own key, which is the token's SHA-256. The token itself is held by
    nobody but the person it was shown to."""

    secret: bytes = field(repr=False)

    @classmethod
    def of_token(cls, token: str) -> Self:
        return cls(hashlib.sha256(token.encode()).digest())

    def slots(self) -> list[str]:
        """One for each entry that there may be."""
        key = derive_hmac_key(self.secret)
        return [hmac.new(key, str(number).encode(), hashlib.sha256).hexdigest() for number in range(MOST_ENTRIES)]


def seal_entry(rsvp: RSVP, *, slot: str, key: FeedKey, name: str, date_key: bytes) -> PrivateFeedEntry:
    """An unsaved entry. `date_key` is the data key of the answer's date."""
    entry = PrivateFeedEntry(rsvp=rsvp, slot=slot)
    entry.sealed_key = seal_column(entry, "sealed_key", key.secret.hex(), date_key)
    entry.sealed_name = seal_column(entry, "sealed_name", name, key.secret)
    return entry


def read_name(entry: PrivateFeedEntry, key: FeedKey) -> str:
    """The name that its person gave the calendar; needs no key store. Empty where it does not open."""
    try:
        return unseal_column(entry, "sealed_name", key.secret) or ""
    except SealBroken:
        return ""


def open_feed_keys(entries: Sequence[PrivateFeedEntry]) -> dict[int, FeedKey]:
    """By id of the entry, whose `rsvp` is loaded, in one query to the key store; what cannot be opened is left out.
    Raises KeysUnavailable."""
    date_keys = read_date_keys(entry.rsvp for entry in entries)
    opened = {}
    for entry in entries:
        try:
            secret = unseal_column(entry, "sealed_key", date_keys[entry.rsvp.occurrence_id])
        except (KeyError, SealBroken):
            continue
        opened[entry.pk] = FeedKey(bytes.fromhex(secret or ""))
    return opened


def read_date_keys(rsvps: Iterable[RSVP]) -> dict[int, bytes]:
    """The data keys of the dates of these answers, by id of the date, without those that are gone. Raises
    KeysUnavailable."""
    dates = {rsvp.occurrence_id for rsvp in rsvps}
    keys = read_keys(occurrence_key(pk) for pk in dates)
    return {pk: keys[occurrence_key(pk)] for pk in dates if occurrence_key(pk) in keys}
