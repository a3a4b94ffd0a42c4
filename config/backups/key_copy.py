"""The copy of the key store beside that of the site. Only the newest is kept: what was erased since stays closed."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from accounts.errors import KeysUnavailable, SealBroken
from accounts.keys import PEPPER, check_value, open_entry
from accounts.models import DataKey, NeverWrite
from config.backups.sealed_file import BackupError, Head, SealedWriter, read_head, read_values
from config.backups.slots import BACKUP_KEY, key_of_file, new_head

WHAT = "keys"
ENDING = ".keys"
TOGETHER = 500


@dataclass(frozen=True)
class KeyCopy:
    """The entries as they lay in the store, wrapped, and who never wants to be written to: that is the newest too."""

    head: Head
    entries: dict[str, DataKey] = field(default_factory=dict, repr=False)
    never_write: list[str] = field(default_factory=list, repr=False)

    def open(self, name: str) -> bytes | None:
        """Raises BackupError where CONTACT_KEY does not open it."""
        try:
            return open_entry(self.entries[name]) if name in self.entries else None
        except (KeysUnavailable, SealBroken):
            raise BackupError("CONTACT_KEY does not open its keys: set the one that the site had when it was made.")

    @property
    def backup_key(self) -> bytes | None:
        return self.open(BACKUP_KEY)


def beside(path: Path) -> Path:
    return path.with_name(path.name + ENDING)


def write_key_copy(file: BinaryIO, *, site: str, at: datetime) -> int:
    """How many keys it holds."""
    head, key = new_head(WHAT, site=site, at=at)
    writer = SealedWriter(file, head, key=key)
    number = 0
    for some in _in_pieces(DataKey.objects.order_by("name").iterator(chunk_size=TOGETHER)):
        writer.write({"keys": [_to_json(row) for row in some]})
        number += len(some)
    hashes = NeverWrite.objects.order_by("pk").values_list("pk", flat=True)
    for some in _in_pieces(hashes.iterator(chunk_size=TOGETHER)):
        writer.write({"never_write": some})
    writer.write({"number": number})
    writer.close()
    return number


def read_key_copy(path: Path) -> KeyCopy:
    """Raises BackupError, OSError."""
    with path.open("rb") as file:
        head = read_head(file)
        if head.what != WHAT:
            raise BackupError("it is no copy of a key store.")
        copy, number = KeyCopy(head), None
        for value in read_values(file, head, key=key_of_file(head)):
            for entry in value.get("keys", ()):
                row = _from_json(entry)
                copy.entries[row.name] = row
            copy.never_write.extend(value.get("never_write", ()))
            number = value.get("number", number)
    pepper = copy.open(PEPPER)
    if number != len(copy.entries) or pepper is None or check_value(pepper) != head.site:
        raise BackupError("it is damaged: it does not hold the keys that it says.")
    return copy


def older_copies(path: Path, head: Head) -> list[Path]:
    """Copies of this key store in the same folder that were made before."""
    others = (other for other in sorted(path.parent.glob(f"*{ENDING}")) if other != path)
    return [other for other in others if _is_older(other, head)]


def _is_older(path: Path, head: Head) -> bool:
    try:
        with path.open("rb") as file:
            other = read_head(file)
    except (BackupError, OSError):
        return False
    return (other.what, other.site) == (WHAT, head.site) and other.made_at < head.made_at


def put_in_place(copy: KeyCopy) -> None:
    """Instead of what the key store holds; in the transaction of its caller on `keys`."""
    rows = DataKey.objects.using("keys")
    rows.all().delete()
    rows.bulk_create(copy.entries.values(), batch_size=TOGETHER)


def _in_pieces(rows: Iterator[Any]) -> Iterator[list[Any]]:
    piece: list[Any] = []
    for row in rows:
        piece.append(row)
        if len(piece) == TOGETHER:
            yield piece
            piece = []
    if piece:
        yield piece


def _to_json(row: DataKey) -> list[str]:
    wrapped = base64.b64encode(row.wrapped).decode()
    return [row.name, wrapped, row.wrapped_with, row.created_on.isoformat()]


def _from_json(entry: list[str]) -> DataKey:
    name, wrapped, wrapped_with, created_on = entry
    return DataKey(
        name=name,
        wrapped=base64.b64decode(wrapped),
        wrapped_with=wrapped_with,
        created_on=date.fromisoformat(created_on),
    )
