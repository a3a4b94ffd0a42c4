"""manage.py run_outbox: plans and drains in a loop, and does what the schedule asks for, without Celery or Redis."""

import argparse
import logging
import signal
import time
from collections import Counter
from datetime import datetime
from threading import Event
from types import FrameType
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, OutputWrapper
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from notifications.actions import HORIZON, drain, plan
from notifications.errors import where_it_broke
from notifications.kinds import Result
from notifications.models import Delivery
from notifications.tasks import beat

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
PLAN_EVERY_SECONDS = 10.0  # nobody rings for a plan here
DRAIN_SECONDS = 5.0
LINE_EVERY_SECONDS = 10.0
BAR_WIDTH = 30


class Command(BaseCommand):
    help = (
        "Plans what is owed, sends what is due and does what else the schedule asks for (it erases, too), in a loop "
        "without Celery or Redis, until SIGTERM or Ctrl-C."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, then end; `purge` erases")

    def handle(self, *, once: bool, **options: Any) -> None:
        self.stop = Event()
        self.progress = Progress(self.stdout, is_terminal=self.stdout.isatty())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop_soon)
        self.work(once=once)
        self.progress.finish()

    def stop_soon(self, number: int, frame: FrameType | None) -> None:
        """The message on its way is finished and marked; what was claimed with it is given back."""
        self.stop.set()

    def work(self, *, once: bool) -> None:
        due = {"plan": 0.0}
        chores = {} if once else scheduled_chores()
        while not self.stop.is_set():
            try:
                has_more = self.turn(due)
                do_chores(chores, due)
            except DatabaseError as error:  # a database that restarts is waited for
                self.stderr.write(f"The database does not answer: {where_it_broke(error)}")
                has_more = False
            close_old_connections()
            if once and not has_more:
                return
            self.stop.wait(0 if has_more else LOOK_EVERY_SECONDS)

    def turn(self, due: dict[str, float]) -> bool:
        """Plan where it is time, and drain for a while; whether there is more to send."""
        now = timezone.now()
        if is_time(due, "plan", every=PLAN_EVERY_SECONDS):
            plan(now=now, until=now + HORIZON)
        drained = drain(now=timezone.now(), seconds=DRAIN_SECONDS, should_stop=self.stop.is_set)
        self.progress.add(drained.results, now=now)
        return drained.has_more


def is_time(due: dict[str, float], what: str, *, every: float) -> bool:
    if time.monotonic() < due.get(what, 0.0):
        return False
    due[what] = time.monotonic() + every
    return True


def scheduled_chores() -> dict[str, float]:
    """Tasks of the schedule by name, and how often each is done, but for the one that this loop is."""
    current_app.loader.import_default_modules()
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    return {entry["task"]: entry["schedule"] for entry in entries if entry["task"] != beat.name}


def do_chores(chores: dict[str, float], due: dict[str, float]) -> None:
    for name, seconds in chores.items():
        if is_time(due, name, every=seconds):
            try:
                current_app.tasks[name]()
            except Exception as error:  # the isolation boundary: one task, which is tried again at its next time
                logger.error("Task %s broke: %s", name, where_it_broke(error))


class Progress:
    """A bar on a terminal; elsewhere one plain line every 10 s in which something happened."""

    def __init__(self, out: OutputWrapper, *, is_terminal: bool) -> None:
        self.out, self.is_terminal = out, is_terminal
        self.total: Counter[Result] = Counter()
        self.said: Counter[Result] = Counter()
        self.next_line = time.monotonic() + LINE_EVERY_SECONDS

    def add(self, results: Counter[Result], *, now: datetime) -> None:
        self.total += results
        if self.is_terminal and results:
            self.write(f"\r{self.bar(waiting=Delivery.objects.due(now).count())}")
        elif not self.is_terminal and time.monotonic() >= self.next_line:
            self.line()

    def bar(self, *, waiting: int) -> str:
        done = self.total.total()
        filled = BAR_WIDTH * done // max(1, done + waiting)
        return f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {done} of {done + waiting}: {in_words(self.total)}\x1b[K"

    def line(self) -> None:
        self.next_line = time.monotonic() + LINE_EVERY_SECONDS
        if self.total != self.said:
            self.write(f"{in_words(self.total)}\n")
            self.said = self.total.copy()

    def finish(self) -> None:
        if self.is_terminal:
            self.write("\n")
        else:
            self.line()

    def write(self, text: str) -> None:
        self.out.write(text, ending="")
        self.out.flush()


def in_words(results: Counter[Result]) -> str:
    return ", ".join(f"{number} {result.value}" for result, number in sorted(results.items())) or "nothing to send"
