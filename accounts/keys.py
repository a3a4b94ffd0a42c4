"""The key store: data keys by name, wrapped by the contact key, in a database apart from what they open.

A key is committed before the row that uses it: call `make_key` before your own transaction, never inside it.
Nothing here is cached: a key that was destroyed is gone for every process at once.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from accounts.errors import KeysUnavailable, SealBroken
from accounts.models import DataKey, KeyStoreMark
from accounts.sealing import KEY_BYTES, seal, unseal

PEPPER = "pepper"
NAMES_PER_QUERY = 500


def make_key(name: str) -> bytes:
    """The data key called `name`, made now if there is none. Safe to call from many processes at once.

    Raises KeysUnavailable when the contact key does not open the store, so that no new key is ever made
    over rows that were sealed with a lost one; SealBroken when this one entry is damaged.
    """
    key = read_key(name)
    if key is not None:
        return key
    if not contact_key_opens():
        raise KeysUnavailable
    if not KeyStoreMark.objects.exists():
        _mark_store()
    return _get_or_create(name)


def read_key(name: str) -> bytes | None:
    """The data key called `name`; None when there is none (any more). Raises as `make_key`."""
    row = DataKey.objects.filter(name=name).first()
    return None if row is None else _unwrap(row, _wrapping_keys())


def read_keys(names: Iterable[str]) -> dict[str, bytes]:
    """The keys that exist among `names`, in one query per 500. A damaged entry is left out, like a missing one.

    Raises KeysUnavailable when an entry is wrapped by a contact key that is not here.
    """
    wanted = sorted(set(names))
    wrapping_keys = _wrapping_keys()
    keys: dict[str, bytes] = {}
    for start in range(0, len(wanted), NAMES_PER_QUERY):
        for row in DataKey.objects.filter(name__in=wanted[start : start + NAMES_PER_QUERY]):
            try:
                keys[row.name] = _unwrap(row, wrapping_keys)
            except SealBroken:
                continue
    return keys


def destroy_keys(names: Iterable[str]) -> int:
    """Deletes the keys called so; returns how many. On SQLite they stay readable in the write-ahead log until
    `accounts.checkpoint.truncate_logs`."""
    wanted = sorted(set(names))
    deleted = 0
    for start in range(0, len(wanted), NAMES_PER_QUERY):
        deleted += DataKey.objects.filter(name__in=wanted[start : start + NAMES_PER_QUERY]).delete()[0]
    return deleted


def key_names(prefix: str) -> list[str]:
    """Names that begin with `prefix`; end it with the separator ("occurrence:"), or 1 finds 10 as well."""
    return list(DataKey.objects.named(prefix).order_by("name").values_list("name", flat=True))


def contact_key_opens() -> bool:
    """Whether new keys may be made: every key is wrapped by a contact key that is here, and the store is the
    one that belongs to this database."""
    wrapping_keys = _wrapping_keys()
    if _newest_fingerprint() not in wrapping_keys:
        return False
    if DataKey.objects.wrapped_by_other_than(list(wrapping_keys)).exists():
        return False
    mark = KeyStoreMark.objects.first()
    return mark is None or hmac.compare_digest(mark.check_value, read_check_value() or "")


def pepper() -> bytes:
    """The one secret of the instance for keyed hashes of addresses (mail budget, never-write-again list)."""
    return make_key(PEPPER)


def keys_from_contact_keys(purpose: bytes) -> dict[str, bytes]:
    """A key for `purpose` from each contact key that is well-formed, by its fingerprint, the newest first."""
    contact_keys = [key for text in settings.CONTACT_KEYS if (key := _decode(text))]
    return {_fingerprint(key): _derive(key, purpose) for key in contact_keys}


def open_entry(row: DataKey) -> bytes:
    """The key in an entry of any key store, also one that is not in the database. Raises as `make_key`."""
    return _unwrap(row, _wrapping_keys())


def check_value(pepper: bytes) -> str:
    """A hash that tells the key store with this pepper from any other."""
    return hmac.new(pepper, b"convoke key store", hashlib.sha256).hexdigest()


def read_check_value() -> str | None:
    """That of this key store; None when it has no pepper that opens."""
    try:
        key = read_key(PEPPER)
    except (KeysUnavailable, SealBroken):
        return None
    return None if key is None else check_value(key)


def derive_hmac_key(data_key: bytes) -> bytes:
    """The key for duplicate hashes within what `data_key` seals: it dies with it."""
    return _derive(data_key, b"convoke duplicates")


def rewrap_keys(batch: int = 100) -> int:
    """Wraps at most `batch` keys anew with the newest contact key; returns how many. 0 means: done.

    Raises KeysUnavailable when none of the contact keys opens one of them.
    """
    wrapping_keys = _wrapping_keys()
    newest = _newest_fingerprint()
    if newest not in wrapping_keys:
        raise KeysUnavailable
    with transaction.atomic(using="keys", durable=True):
        rows = list(DataKey.objects.wrapped_by_other_than([newest]).order_by("name")[:batch])
        for row in rows:
            old = row.wrapped_with
            wrapped = _wrap(_unwrap(row, wrapping_keys), row.name, wrapping_keys[newest])
            # Another rotation may have been here first, a purge too: then 0 rows change.
            DataKey.objects.filter(pk=row.pk, wrapped_with=old).update(wrapped=wrapped, wrapped_with=newest)
    return len(rows)


def number_of_old_keys() -> int:
    """How many keys are still wrapped by another contact key than the newest."""
    return DataKey.objects.wrapped_by_other_than([_newest_fingerprint()]).count()


def _get_or_create(name: str) -> bytes:
    wrapping_keys = _wrapping_keys()
    newest = _newest_fingerprint()
    wrapped = _wrap(os.urandom(KEY_BYTES), name, wrapping_keys[newest])
    with transaction.atomic(using="keys", durable=True):
        row, _created = DataKey.objects.get_or_create(name=name, defaults={"wrapped": wrapped, "wrapped_with": newest})
    return _unwrap(row, wrapping_keys)


def _mark_store() -> None:
    """The first key of all is the pepper; what follows from it is noted beside the sealed rows."""
    _get_or_create(PEPPER)
    KeyStoreMark.objects.get_or_create(id=KeyStoreMark.ONLY, defaults={"check_value": read_check_value() or ""})


def _wrapping_keys() -> dict[str, bytes]:
    return keys_from_contact_keys(b"convoke wrapping")


def _newest_fingerprint() -> str:
    """Empty when the newest contact key is missing or malformed: no key is wrapped by that."""
    newest = _decode(settings.CONTACT_KEYS[0]) if settings.CONTACT_KEYS else None
    return "" if newest is None else _fingerprint(newest)


def _decode(text: str) -> bytes | None:
    """32 bytes from urlsafe base64, None for anything else (the doctor names it)."""
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _fingerprint(contact_key: bytes) -> str:
    return _derive(contact_key, b"convoke fingerprint")[:8].hex()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _wrap(key: bytes, name: str, wrapping_key: bytes) -> bytes:
    return seal(wrapping_key, key, context=(DataKey._meta.db_table, "wrapped", name))


def _unwrap(row: DataKey, wrapping_keys: dict[str, bytes]) -> bytes:
    if row.wrapped_with not in wrapping_keys:
        raise KeysUnavailable
    context = (DataKey._meta.db_table, "wrapped", row.name)
    return unseal(wrapping_keys[row.wrapped_with], row.wrapped, context=context)
