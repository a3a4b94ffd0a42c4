"""`manage.py restore FILE`: the way back, all of it or nothing, and what an old copy gets wrong put right."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import Model

from accounts.errors import KeysUnavailable, SealBroken
from accounts.keys import contact_key_opens, key_names, read_check_value, read_key
from accounts.models import DataKey, NeverWrite, Organization, User
from config.backups.in_use import nobody_else
from config.backups.key_copy import ENDING, KeyCopy, beside, put_in_place, read_key_copy
from config.backups.making import WHAT
from config.backups.rows import empty_tables, follow_sequences, schema, write_rows
from config.backups.sealed_file import BackupError, Head, read_head, read_values
from config.backups.slots import BACKUP_KEY, key_of_file
from events.actions.purge import purge
from events.actions.restored import Settled, settle_restored

ROWS_TOGETHER = 500
NOTHING = Settled(doubted=0, forgotten=0)


@dataclass(frozen=True)
class Restored:
    """`keys` is the copy of the key store that was taken, None where the store that is here knows more. `settled` and
    `erased` (what was due for that since the copy was made) are nothing where it was only looked at."""

    made_at: datetime
    rows: int
    keys: Path | None
    settled: Settled = NOTHING
    erased: int = 0


def restore_backup(path: Path, *, keys_path: Path | None, replace: bool, dry_run: bool, now: datetime) -> Restored:
    """Raises BackupError, OSError, and the database's errors: then everything is as it was."""
    with path.open("rb") as file:
        head = _head_of_site(file)
        keys_path = _which_keys(path, head, given=keys_path)
        copy = None if keys_path is None else _read_keys(keys_path, head)
        key = key_of_file(head, store_key=_live_backup_key() if copy is None else copy.backup_key)
        values = read_values(file, head, key=key)
        _refuse_other_version(next(values, {}))
        made_at = datetime.fromisoformat(head.made_at)
        if dry_run:
            return Restored(made_at, write_rows(values, is_kept=False).total(), keys_path)
        _refuse_full(copy, replace=replace)
        with nobody_else():
            for alias in connections:
                call_command("migrate", database=alias, verbosity=0, interactive=False)
            with _both_databases():
                rows, settled = _put_in_place(values, copy, now=now)
            erased = purge(now=now)
    return Restored(made_at, rows, keys_path, settled, sum(erased.values()))


def _put_in_place(values: Iterator[Any], copy: KeyCopy | None, *, now: datetime) -> tuple[int, Settled]:
    never_write = list(NeverWrite.objects.values_list("pk", flat=True)) if copy is None else copy.never_write
    if copy is not None:
        put_in_place(copy)
    empty_tables()
    numbers = write_rows(values)
    follow_sequences()
    if not contact_key_opens():
        raise BackupError("the keys do not belong to it.")
    hashes = [NeverWrite(pk=pk) for pk in never_write]
    NeverWrite.objects.bulk_create(hashes, batch_size=ROWS_TOGETHER, ignore_conflicts=True)
    return numbers.total(), settle_restored(key_names=set(key_names("")), now=now)


@contextmanager
def _both_databases() -> Iterator[None]:
    """One transaction of each; they are committed one right after the other, the keys last."""
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic(using="keys", durable=True))
        if connection.vendor == "sqlite":
            stack.enter_context(connection.alone())  # type: ignore[attr-defined]
        stack.enter_context(transaction.atomic(durable=True))
        yield


def _head_of_site(file: BinaryIO) -> Head:
    head = read_head(file)
    if head.what != WHAT:
        raise BackupError(f"it is the copy of a key store; name the file beside it, without {ENDING}.")
    return head


def _which_keys(path: Path, head: Head, *, given: Path | None) -> Path | None:
    """None: the key store that is here is this site's and knows more than any copy of it."""
    if given is not None:
        return given
    if _live_store_is_of(head):
        return None
    if beside(path).exists():
        return beside(path)
    found = max(path.parent.glob(f"*{ENDING}"), key=lambda other: other.stat().st_mtime, default=None)
    advice = f"--keys {found}" if found else f"--keys FILE{ENDING}"
    raise BackupError(f"no {beside(path).name} lies beside it: name the newest copy of the key store, {advice}.")


def _read_keys(path: Path, head: Head) -> KeyCopy:
    try:
        copy = read_key_copy(path)
    except BackupError as error:
        raise BackupError(f"{path}: {error}")
    if copy.head.site != head.site:
        raise BackupError(f"{path} holds the keys of another site.")
    return copy


def _live_store_is_of(head: Head) -> bool:
    return _has_table("keys", DataKey._meta.db_table) and read_check_value() == head.site


def _live_backup_key() -> bytes | None:
    try:
        return read_key(BACKUP_KEY)
    except (KeysUnavailable, SealBroken):
        return None


def _refuse_other_version(first: Any) -> None:
    there, here = set(first.get("migrations", ())), set(schema())
    if newer := sorted(there - here):
        raise BackupError(f"it was made by a newer version ({newer[-1]} is unknown here): update Convoke first.")
    if missing := sorted(here - there):
        raise BackupError(
            f"it was made by an older version, without {missing[0]}: restore it with that version, then update."
        )


def _refuse_full(copy: KeyCopy | None, *, replace: bool) -> None:
    if replace:
        return
    owned: tuple[type[Model], ...] = (User, Organization)
    has_site = any(_has_table("default", each._meta.db_table) and each._default_manager.exists() for each in owned)
    has_keys = copy is not None and _has_table("keys", DataKey._meta.db_table) and DataKey.objects.exists()
    if has_site or has_keys:
        raise BackupError("there is a site here already; with --replace it is lost, and the copy takes its place.")


def _has_table(alias: str, name: str) -> bool:
    return name in connections[alias].introspection.table_names()
