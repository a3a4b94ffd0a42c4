"""What a person told us with an answer: address, name and token, sealed with the data key of its date.

The only module that seals or opens it. A key that is gone opens nothing: then there is nothing to read, and no error.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from accounts.addresses import normalize_address
from accounts.errors import SealBroken
from accounts.keys import derive_hmac_key, key_names, make_key, read_keys
from accounts.sealing import seal, unseal
from events.models import RSVP, LeaveLink

OCCURRENCE_KEYS = "occurrence:"
LEAVE_KEYS = "leave:"
HASHES_PER_QUERY = 500


@dataclass(frozen=True)
class Contact:
    """Lives only while one mail is made or one page is answered: never stored, never logged (so no repr)."""

    token: str = field(repr=False)
    address: str | None = field(repr=False, default=None)
    name: str = field(repr=False, default="")


def occurrence_key(occurrence_id: int) -> str:
    return f"{OCCURRENCE_KEYS}{occurrence_id}"


def leave_key(link_id: int) -> str:
    return f"{LEAVE_KEYS}{link_id}"


def make_occurrence_keys(occurrence_ids: Iterable[int]) -> dict[int, bytes]:
    """The data key of each date. Call it before your own transaction. Raises KeysUnavailable."""
    return {pk: make_key(occurrence_key(pk)) for pk in occurrence_ids}


def token_sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def hash_address(address: str, *, key: bytes) -> str:
    """The same for every spelling of a mailbox within one date, and for nothing else. Raises AddressInvalid."""
    return _hash(normalize_address(address), key)


def _hash(normalized: str, key: bytes) -> str:
    return hmac.new(derive_hmac_key(key), normalized.encode(), hashlib.sha256).hexdigest()


def seal_contact(rsvp: RSVP, *, contact: Contact, key: bytes) -> None:
    """The columns that hold the contact, without saving."""
    rsvp.sealed_token = _seal(rsvp, "sealed_token", contact.token, key)
    rsvp.token_sha256 = token_sha256(contact.token)
    rsvp.sealed_name = _seal(rsvp, "sealed_name", contact.name, key) if contact.name else None
    if contact.address is not None:
        rsvp.sealed_address = _seal(rsvp, "sealed_address", contact.address, key)
        rsvp.address_hash = hash_address(contact.address, key=key)


def seal_name(rsvp: RSVP, name: str, *, key: bytes) -> None:
    rsvp.sealed_name = _seal(rsvp, "sealed_name", name, key) if name else None


def open_contacts(rsvps: Sequence[RSVP]) -> dict[int, Contact]:
    """By id, in one query to the key store; what cannot be opened is left out. Raises KeysUnavailable."""
    keys = read_keys(occurrence_key(rsvp.occurrence_id) for rsvp in rsvps)
    opened = {}
    for rsvp in rsvps:
        try:
            opened[rsvp.pk] = _open(rsvp, keys[occurrence_key(rsvp.occurrence_id)])
        except (KeyError, SealBroken):
            continue
    return opened


def _open(rsvp: RSVP, key: bytes) -> Contact:
    return Contact(
        token=_unseal(rsvp, "sealed_token", key) or "",
        address=_unseal(rsvp, "sealed_address", key),
        name=_unseal(rsvp, "sealed_name", key) or "",
    )


def find_rsvps(address: str) -> list[RSVP]:
    """All that is held for a mailbox, found by trying the live keys; the next date first.

    Raises AddressInvalid, KeysUnavailable.
    """
    normalized = normalize_address(address)
    keys = read_keys(key_names(OCCURRENCE_KEYS))
    hashes = [_hash(normalized, key) for key in keys.values()]
    found: list[RSVP] = []
    for start in range(0, len(hashes), HASHES_PER_QUERY):
        found += RSVP.objects.for_page().filter(address_hash__in=hashes[start : start + HASHES_PER_QUERY])
    return sorted(found, key=lambda rsvp: (rsvp.occurrence.starts_at, rsvp.pk))


def make_leave_link(address: str, *, token: str, language: str, now: dt.datetime) -> LeaveLink:
    """An unsaved link; its key is made here, so call it before your own transaction. Raises KeysUnavailable."""
    link = LeaveLink(language=language, token_sha256=token_sha256(token), created_at=now)
    key = make_key(leave_key(link.pk))
    link.sealed_address = _seal(link, "sealed_address", address, key)
    link.sealed_token = _seal(link, "sealed_token", token, key)
    return link


def open_leave_links(links: Sequence[LeaveLink]) -> dict[int, Contact]:
    """As `open_contacts`."""
    keys = read_keys(leave_key(link.pk) for link in links)
    opened = {}
    for link in links:
        try:
            key = keys[leave_key(link.pk)]
            token, address = _unseal(link, "sealed_token", key), _unseal(link, "sealed_address", key)
        except (KeyError, SealBroken):
            continue
        opened[link.pk] = Contact(token=token or "", address=address)
    return opened


def _seal(row: RSVP | LeaveLink, column: str, plain: str, key: bytes) -> bytes:
    return seal(key, plain.encode(), context=_context(row, column))


def _unseal(row: RSVP | LeaveLink, column: str, key: bytes) -> str | None:
    sealed = getattr(row, column)
    return None if sealed is None else unseal(key, sealed, context=_context(row, column)).decode()


def _context(row: RSVP | LeaveLink, column: str) -> tuple[str, str, int]:
    return (row._meta.db_table, column, row.pk)
