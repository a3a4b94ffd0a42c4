"""One writer at a time per database file, in the order in which they asked.

SQLite's own busy handler polls with growing sleeps: two threads that keep writing starve each other for seconds.
Here the one that has waited longest is next.
"""

import os
from collections import deque
from threading import Lock


class WriterQueue:
    """A lock that is handed over in the order of asking (`threading.Lock` promises no order)."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    def acquire(self, *, timeout: float) -> bool:
        """Wait at most `timeout` seconds; False if the turn did not come."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        return turn.acquire(timeout=timeout) or not self._gave_up(turn)

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False

    def _gave_up(self, turn: Lock) -> bool:
        """Whether `turn` left the queue unserved; it may have been served between its time-out and now."""
        with self._guard:
            if turn not in self._waiting:
                return False
            self._waiting.remove(turn)
            return True


_queues: dict[str, WriterQueue] = {}
_queues_guard = Lock()


def writer_queue(name: str) -> WriterQueue:
    """The queue of a database, by the file it is in or by the URI of a shared memory database.

    A private `:memory:` database belongs to one connection, so nobody can wait for it.
    """
    if name == ":memory:":
        return WriterQueue()
    key = name if name.startswith("file:") else os.path.realpath(name)
    with _queues_guard:
        return _queues.setdefault(key, WriterQueue())


# A forked child has none of the threads that might hold a queue.
os.register_at_fork(after_in_child=_queues.clear)
