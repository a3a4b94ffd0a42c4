"""What a person told us, column by column: sealed for exactly one row and column, opened for one mail or one page."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

from accounts.addresses import normalize_address
from accounts.keys import derive_hmac_key
from accounts.sealing import seal, unseal


@dataclass(frozen=True)
class Contact:
    """Lives only while one mail is made or one page is answered: never stored, never logged (so no repr)."""

    token: str = field(repr=False)
    address: str | None = field(repr=False, default=None)
    name: str = field(repr=False, default="")


def hash_address(address: str, *, key: bytes) -> str:
    """The same for every spelling of a mailbox under one key, and for nothing else. Raises AddressInvalid."""
    return hash_normalized(normalize_address(address), key=key)


def hash_normalized(normalized: str, *, key: bytes) -> str:
    return hmac.new(derive_hmac_key(key), normalized.encode(), hashlib.sha256).hexdigest()


def seal_column(row: Any, column: str, plain: str, key: bytes) -> bytes:
    return seal(key, plain.encode(), context=_context(row, column))


def unseal_column(row: Any, column: str, key: bytes) -> str | None:
    """None where nothing is held. Raises SealBroken."""
    sealed = getattr(row, column)
    return None if sealed is None else unseal(key, sealed, context=_context(row, column)).decode()


def _context(row: Any, column: str) -> tuple[str, str, int]:
    return (row._meta.db_table, column, row.pk)
