"""`manage.py backup FILE`: the site as it stands at one moment, then the key store, which knows no less."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from accounts.keys import contact_key_opens, make_key, read_check_value
from config.backups.key_copy import beside, older_copies, write_key_copy
from config.backups.rows import migrations_of_database, one_moment, read_rows, schema
from config.backups.sealed_file import BackupError, Head, SealedWriter
from config.backups.slots import BACKUP_KEY, new_head

WHAT = "site"


@dataclass(frozen=True)
class Made:
    """How many rows and keys it holds, and the older copies of the key store."""

    rows: int
    keys: int
    older: list[Path]


def make_backup(path: Path, *, now: datetime, keep_older_keys: bool = False) -> Made:
    """Beside a running site. Both files are there whole or not at all. Raises BackupError, OSError."""
    for file in (path, beside(path)):
        if file.exists():
            raise BackupError(f"{file} is there already.")
    if migrations_of_database() != schema():
        raise BackupError("the tables are of another version than the program: start `manage.py serve` once.")
    if not contact_key_opens():
        raise BackupError(
            "CONTACT_KEY does not open what is sealed, so nobody could use the copy: put the right one back."
        )
    store_key = make_key(BACKUP_KEY)  # which makes the store, if nothing was sealed yet
    site = read_check_value() or ""
    head, key = new_head(WHAT, site=site, at=now, store_key=store_key)
    with ExitStack() as unfinished:
        # Rows before keys: a key is older than what it opens.
        of_site = unfinished.enter_context(new_file(path))
        rows = _write_site(of_site, head, key=key)
        of_keys = unfinished.enter_context(new_file(beside(path)))
        keys = write_key_copy(of_keys, site=site, at=now)
    older = older_copies(beside(path), head)
    for copy in () if keep_older_keys else older:
        copy.unlink()
    return Made(rows=rows, keys=keys, older=older)


def _write_site(file: BinaryIO, head: Head, *, key: bytes) -> int:
    writer = SealedWriter(file, head, key=key)
    with one_moment():
        writer.write({"migrations": migrations_of_database()})
        numbers = read_rows(writer.write)
    writer.close()
    return numbers.total()


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """For its owner only, and under its name only when it is whole and on the disk."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
