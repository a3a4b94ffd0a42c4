"""SQLite's write-ahead logs: what was deleted stays readable in them until they are cut."""

from django.db import OperationalError, connections


def truncate_logs() -> bool:
    """Cuts the write-ahead log of both databases; True when nothing is left in them.

    A reader that holds an older snapshot keeps the log alive: then False, and the next purge tries again.
    Nothing to do on PostgreSQL, whose log is the operator's archive.
    """
    kept = [alias for alias in ("default", "keys") if not _truncate(alias)]
    return not kept


def _truncate(alias: str) -> bool:
    connection = connections[alias]
    if connection.vendor != "sqlite":
        return True
    try:
        with connection.cursor() as cursor:
            busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except OperationalError:  # its turn among the writers did not come
        return False
    return busy == 0
