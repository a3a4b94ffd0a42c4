"""DATA_DIR belongs to one `serve` at a time, where its SQLite files are the databases: two servers would write them
beside each other, which before SQLite 3.51.3 can damage them, and each would have limits and memory of its own."""

import fcntl
import os
import time
from pathlib import Path

from django.db import connections

LOCK = "serve.lock"


def lies_in_data_dir() -> bool:
    return any(connections[alias].vendor == "sqlite" for alias in connections)


def take_data_dir(folder: Path, *, within: float) -> int | None:
    """Hold it until the descriptor that is returned is closed, by this process or by what becomes of it (execv, fork);
    None where another still holds it after so many seconds."""
    lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    last_try = time.monotonic() + within
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > last_try:
                os.close(lock)
                return None
            time.sleep(0.1)
        else:
            os.set_inheritable(lock, True)
            return lock
