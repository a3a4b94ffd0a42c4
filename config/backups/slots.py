"""What opens a backup: the CONTACT_KEY it was made with and, for the copy of the site, a key that lies in the key store
and is wrapped anew by each rotation. So a copy of before a rotation opens with the newest key store."""

import base64
import os
from collections.abc import Mapping
from datetime import datetime

from accounts.errors import SealBroken
from accounts.keys import keys_from_contact_keys
from accounts.sealing import KEY_BYTES, seal, unseal
from config.backups.sealed_file import BackupError, Head

PURPOSE = b"convoke backup"
BACKUP_KEY = "backup"  # the entry of the key store
BY_KEY_STORE = "key store"


def new_head(what: str, *, site: str, at: datetime, store_key: bytes | None = None) -> tuple[Head, bytes]:
    """The head of a new file, and its key."""
    key, made_at = os.urandom(KEY_BYTES), at.isoformat()
    fingerprint, contact_key = next(iter(keys_from_contact_keys(PURPOSE).items()))
    opening = {fingerprint: contact_key} | ({} if store_key is None else {BY_KEY_STORE: store_key})
    context = ("backup", what, made_at)
    slots = {name: base64.b64encode(seal(each, key, context=context)).decode() for name, each in opening.items()}
    return Head(what=what, made_at=made_at, site=site, slots=slots), key


def key_of_file(head: Head, *, store_key: bytes | None = None) -> bytes:
    """Raises BackupError where nothing here opens it."""
    opening: Mapping[str, bytes] = keys_from_contact_keys(PURPOSE)
    if store_key is not None:
        opening = {**opening, BY_KEY_STORE: store_key}
    for name in head.slots.keys() & opening.keys():
        try:
            sealed = base64.b64decode(head.slots[name])
            return unseal(opening[name], sealed, context=("backup", head.what, head.made_at))
        except (SealBroken, ValueError):
            continue
    raise BackupError("CONTACT_KEY does not open it: set the one that the site had when it was made.")
