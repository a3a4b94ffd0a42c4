"""Sealed bytes: AES-256-GCM, bound to the table, column and row they stand in."""

import hashlib
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.errors import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12


def seal(key: bytes, plain: bytes, *, context: tuple[str, str, int | str]) -> bytes:
    """`plain` sealed with the 32-byte `key`: nonce, then ciphertext with its 16-byte tag.

    `context` is (table, column, row): sealed bytes that are copied to another place do not open.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, _associated_data(context))


def unseal(key: bytes, sealed: bytes | memoryview, *, context: tuple[str, str, int | str]) -> bytes:
    """What was sealed. Raises SealBroken when key, bytes or context are not those of `seal`."""
    sealed = bytes(sealed)  # PostgreSQL hands out memoryviews
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _associated_data(context))
    except (InvalidTag, ValueError):
        raise SealBroken from None


def token_sha256(token: str) -> str:
    """What stands in the database for the token of a secret link, to look it up by."""
    return hashlib.sha256(token.encode()).hexdigest()


def _associated_data(context: tuple[str, str, int | str]) -> bytes:
    # JSON keeps the parts apart: ("a", "bc", 1) and ("ab", "c", 1) must differ.
    return json.dumps([str(part) for part in context], ensure_ascii=True).encode()
