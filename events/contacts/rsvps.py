"""Address, name and token of an answer, sealed with the data key of its date."""

from collections.abc import Iterable, Sequence

from accounts.addresses import normalize_address
from accounts.errors import SealBroken
from accounts.keys import key_names, make_key, read_keys
from accounts.sealing import token_sha256
from events.contacts.sealing import Contact, hash_address, hash_normalized, seal_column, unseal_column
from events.models import RSVP

OCCURRENCE_KEYS = "occurrence:"
HASHES_PER_QUERY = 500


def occurrence_key(occurrence_id: int) -> str:
    return f"{OCCURRENCE_KEYS}{occurrence_id}"


def make_occurrence_keys(occurrence_ids: Iterable[int]) -> dict[int, bytes]:
    """The data key of each date. Call it before your own transaction. Raises KeysUnavailable."""
    return {pk: make_key(occurrence_key(pk)) for pk in occurrence_ids}


def seal_contact(rsvp: RSVP, *, contact: Contact, key: bytes) -> None:
    """The columns that hold the contact, without saving."""
    rsvp.sealed_token = seal_column(rsvp, "sealed_token", contact.token, key)
    rsvp.token_sha256 = token_sha256(contact.token)
    rsvp.sealed_name = seal_column(rsvp, "sealed_name", contact.name, key) if contact.name else None
    if contact.address is not None:
        rsvp.sealed_address = seal_column(rsvp, "sealed_address", contact.address, key)
        rsvp.address_hash = hash_address(contact.address, key=key)


def seal_name(rsvp: RSVP, name: str, *, key: bytes) -> None:
    rsvp.sealed_name = seal_column(rsvp, "sealed_name", name, key) if name else None


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
        token=open_token(rsvp, key=key),
        address=unseal_column(rsvp, "sealed_address", key),
        name=unseal_column(rsvp, "sealed_name", key) or "",
    )


def open_token(rsvp: RSVP, *, key: bytes) -> str:
    """The token of its link. Raises SealBroken."""
    return unseal_column(rsvp, "sealed_token", key) or ""


def find_rsvps(address: str) -> list[RSVP]:
    """All that is held for a mailbox, found by trying the live keys; the next date first.

    Raises AddressInvalid, KeysUnavailable.
    """
    normalized = normalize_address(address)
    keys = read_keys(key_names(OCCURRENCE_KEYS))
    hashes = [hash_normalized(normalized, key=key) for key in keys.values()]
    found: list[RSVP] = []
    for start in range(0, len(hashes), HASHES_PER_QUERY):
        found += RSVP.objects.for_page().filter(address_hash__in=hashes[start : start + HASHES_PER_QUERY])
    return sorted(found, key=lambda rsvp: (rsvp.occurrence.starts_at, rsvp.pk))
