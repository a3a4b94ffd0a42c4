"""Whose proposals an organisation takes without review: a hash that finds the same mailbox within it, nowhere else."""

from accounts.addresses import normalize_address
from accounts.keys import key_names, make_key, read_key, read_keys
from events.contacts.sealing import hash_address, hash_normalized
from events.models import TrustedHost

TRUST_KEYS = "trust:"


def trust_key(organization_id: int) -> str:
    """The name of the key under which an organisation's trusted hosts are hashed."""
    return f"{TRUST_KEYS}{organization_id}"


def hash_for_trust(address: str, *, organization_id: int) -> str:
    """What `TrustedHost.address_hash` holds. Makes the key: call it before your own transaction.

    Raises AddressInvalid, KeysUnavailable.
    """
    return hash_address(address, key=make_key(trust_key(organization_id)))


def find_trust(address: str, *, organization_id: int) -> TrustedHost | None:
    """Raises AddressInvalid, KeysUnavailable."""
    key = read_key(trust_key(organization_id))
    if key is None:
        return None
    hashed = hash_address(address, key=key)
    return TrustedHost.objects.filter(organization=organization_id, address_hash=hashed).first()


def find_trusts(address: str) -> list[TrustedHost]:
    """In all organisations, found by trying the live keys. Raises AddressInvalid, KeysUnavailable."""
    normalized = normalize_address(address)
    keys = read_keys(key_names(TRUST_KEYS))
    hashes = [hash_normalized(normalized, key=key) for key in keys.values()]
    return list(TrustedHost.objects.filter(address_hash__in=hashes).select_related("organization"))
