"""Worker and beat in threads of the one server process: how a site without Redis plans and delivers.

kombu's `memory://` broker lives in this process only, so there is exactly one server process then (`--workers 1`).
"""

import os
import threading
from multiprocessing.util import Finalize

from celery import Celery
from celery.beat import EmbeddedService
from celery.signals import worker_init

from notifications.tasks import is_stopping

CONCURRENCY = 4
STOP_WITHIN = 2.0  # seconds: what a task has not finished by then is a row that the next start finds again


class EmbeddedCelery:
    """`start()` once per process; it stops by itself when the process ends."""

    def __init__(self, app: Celery) -> None:
        self._worker = app.WorkController(
            pool="threads",
            concurrency=CONCURRENCY,
            hostname="embedded@local",
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
            quiet=True,
        )
        self._beat = EmbeddedService(app, thread=True)
        self._thread = threading.Thread(target=self._worker.start, name="celery-worker", daemon=True)

    def start(self) -> None:
        # A worker started by hand does not say so itself; Celery's Django part closes connections only after this.
        worker_init.send(sender=self._worker)
        self._thread.start()
        self._beat.start()
        # granian's processes run multiprocessing's finalizers, and only those with a priority, but not atexit.
        Finalize(None, self.stop, exitpriority=10)

    def stop(self) -> None:
        """End both; a task that does not end in time is cut off with the process."""
        is_stopping.set()
        stopping = [threading.Thread(target=part.stop, daemon=True) for part in (self._beat, self._worker)]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join(STOP_WITHIN / len(stopping))
        if any(thread.is_alive() for thread in stopping):
            os._exit(0)
