"""Whether anybody else has the databases open just now."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from config.backups.sealed_file import BackupError
from config.data_dir import lies_in_data_dir, take_data_dir

_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


@contextmanager
def nobody_else() -> Iterator[None]:
    """Raises BackupError where something runs: it would go on with what it remembers of a site that is not there any
    more. On SQLite no `serve` starts meanwhile."""
    lock = take_data_dir(settings.DATA_DIR, within=0) if lies_in_data_dir() else None
    if lies_in_data_dir() and lock is None:
        raise BackupError(f"the site of DATA_DIR ({settings.DATA_DIR}) is running: end `serve` first.")
    try:
        _refuse_others()
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _refuse_others() -> None:
    connections.close_all()
    for alias in connections:
        if _is_in_use(alias):
            raise BackupError(
                f"something has the database {alias!r} open: end `serve`, `run_outbox` and all of Celery first."
            )


def _is_in_use(alias: str) -> bool:
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_OTHERS)
            (number,) = cursor.fetchone()
        return bool(number)
    probe = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    try:
        # Only who is alone can leave the write-ahead log; Django's next connection takes it up again.
        probe.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError:
        return True
    finally:
        probe.close()
    return False
