"""Wakes the drainers. Losing a ring costs seconds (the next beat), never a message.

Rings go out from a thread of their own: whoever caused a message never waits for a broker, also not for a dead one,
and a hundred rings within a moment become one.
"""

import logging
import threading
import time

from celery import current_app
from django.db import transaction

from notifications.errors import where_it_broke

logger = logging.getLogger(__name__)

# What can be asked for, by the names of the tasks: sending what is due, and before that planning what is owed.
RING_TASK = "notifications.tasks.ring"
PLAN_TASK = "notifications.tasks.beat"
QUIET_SECONDS = 0.1
QUIET_SECONDS_WITHOUT_BROKER = 5.0
# A ring that nobody heard for so long says nothing that the beat has not said since.
RING_LIFETIME_SECONDS = 60


class Doorbell:
    def __init__(self) -> None:
        self._is_wanted = threading.Event()
        self._is_plan_wanted = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring_for_plan(self) -> None:
        """Ask for planning, and then a drain, soon."""
        self._is_plan_wanted.set()
        self.ring()

    def ring(self) -> None:
        """Ask for a drain soon. Returns at once and never raises."""
        self._is_wanted.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # not yet, or a fork left it behind
                self._thread = threading.Thread(target=self._ring_when_wanted, name="doorbell", daemon=True)
                self._thread.start()

    def _ring_when_wanted(self) -> None:
        while self._is_wanted.wait():
            self._is_wanted.clear()
            task = PLAN_TASK if self._is_plan_wanted.is_set() else RING_TASK  # planning ends with a drain
            self._is_plan_wanted.clear()
            time.sleep(QUIET_SECONDS if publish_ring(task) else QUIET_SECONDS_WITHOUT_BROKER)


def publish_ring(task: str = RING_TASK) -> bool:
    """Put one ring on the broker; False if there is none to be reached."""
    try:
        current_app.send_task(task, retry=False, ignore_result=True, expires=RING_LIFETIME_SECONDS)
    except Exception as error:  # the isolation boundary: any broker, any failure, and the beat comes anyway
        logger.warning("The doorbell is out of order (%s); the beat drains every 30 s.", where_it_broke(error))
        return False
    return True


doorbell = Doorbell()


def ring_on_commit() -> None:
    """Ring once the surrounding transaction is committed, at once outside of one."""
    transaction.on_commit(doorbell.ring, robust=True)


def ring_for_plan_on_commit() -> None:
    """The same for something that only the planner turns into messages."""
    transaction.on_commit(doorbell.ring_for_plan, robust=True)
