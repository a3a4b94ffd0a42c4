"""On which day each private calendar was last fetched: kept in memory, so that reading one writes nothing, and written
down every few minutes by the process that was asked."""

import datetime as dt
import logging
import threading

from django.db import Error, close_old_connections

from events.actions.private_feed import note_last_uses
from events.contacts.private_feeds import FeedKey

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 600.0


class LastUses:
    """What a killed process has not written is noted anew when a program asks next."""

    def __init__(self) -> None:
        self._waiting: dict[FeedKey, dt.date] = {}
        self._written: dict[FeedKey, dt.date] = {}
        self._lock = threading.Lock()

    def note(self, key: FeedKey, day: dt.date) -> None:
        with self._lock:
            if self._written.get(key) != day:
                self._waiting[key] = day

    def flush(self) -> int:
        """Writes down what is new since the last time; returns how many calendars that were. Where the database
        refuses, it waits for the next time."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        try:
            note_last_uses(waiting)
        except Error as error:
            logger.warning("last uses of private calendars wait: %s", type(error).__name__)
            with self._lock:
                self._waiting = waiting | self._waiting
            return 0
        with self._lock:
            newest = max(waiting.values(), default=None)
            kept = {key: day for key, day in self._written.items() if newest is None or day >= newest}
            self._written = kept | waiting
        return len(waiting)

    def start_flushing(self) -> None:
        """Once per server process: a thread that flushes for as long as it lives."""
        threading.Thread(target=self._flush_for_ever, name="last-uses", daemon=True).start()

    def _flush_for_ever(self) -> None:
        pause = threading.Event()
        while not pause.wait(FLUSH_SECONDS):
            close_old_connections()
            self.flush()
            close_old_connections()


last_uses = LastUses()
