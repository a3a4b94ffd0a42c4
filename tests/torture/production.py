"""The whole set-up as in production, each part of its own: PostgreSQL (durable), Redis, Celery's prefork workers,
beats; or the embedded site on SQLite. What becomes of the letters is asked of the database from outside."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from contextlib import closing, suppress
from pathlib import Path

import psycopg

from tests.servers.postgresql import PostgreSQL
from tests.servers.processes import ServerProcess, answers_on, free_port, private_folder
from tests.servers.redis import Redis
from tests.servers.site import MANAGE, clean_environment, status_of
from tests.torture.mail_server import Faults, FlakyMailServer
from tests.torture.reports import Outage, Report, report

CELERY = [sys.executable, "-m", "celery", "-A", "config"]
WORKER = [*CELERY, "worker", "--concurrency", "2", "--without-mingle", "--without-gossip"]
WORKERS = 2
REMAINING = "SELECT count(*), sum(CASE WHEN settled_at IS NULL THEN 1 ELSE 0 END) FROM notifications_delivery"
LEAD_SECONDS = 8.0


class Setup(ABC):
    """What both have in common: letters that fall due evenly while things break, and the account of it."""

    def __init__(self, *, letters: int, per_second: float, seed: int, faults: Faults) -> None:
        self.letters, self.per_second, self.seed = letters, per_second, seed
        self.chance = random.Random(seed)
        self.folder = private_folder("production")
        self.server = FlakyMailServer(random.Random(seed), faults, seconds_per_mail=0.01)
        self.server.controller.start()
        self.killed: set[int] = set()
        self.kills = 0
        self.outages: list[Outage] = []
        self.begun = time.monotonic()

    def environment_for(self, data_dir: Path, **variables: str) -> dict[str, str]:
        return clean_environment(
            data_dir,
            DJANGO_SETTINGS_MODULE="tests.torture.outbox_settings",
            EMAIL_URL=self.server.url,
            OUTBOX_LETTERS=str(self.letters),
            OUTBOX_FROM=str(time.time() + LEAD_SECONDS),
            OUTBOX_PER_SECOND=str(self.per_second),
            **variables,
        )

    @abstractmethod
    def remaining(self) -> tuple[int, int]:
        """How many rows there are, and how many of them have not ended."""

    def await_copies(self, number: int, *, seconds: float = 60) -> None:
        """Until so many copies are there in all."""
        deadline = time.monotonic() + seconds
        while len(self.server.copies) < number:
            assert time.monotonic() < deadline, f"seed {self.seed}: {len(self.server.copies)} copies, not {number}"
            time.sleep(0.02)

    def await_end(self, *, seconds: float = 300) -> None:
        deadline = time.monotonic() + seconds
        while self.remaining() != (self.letters, 0):
            assert time.monotonic() < deadline, f"seed {self.seed}: rows, unsettled: {self.remaining()}"
            time.sleep(0.5)

    def note_outage(self, name: str, begun_at: float) -> None:
        self.outages.append(Outage(name, begun_at, time.time()))

    def report(self) -> Report:
        return report(
            list(self.server.copies),
            seed=self.seed,
            planned=self.letters,
            killed=self.killed,
            kills=self.kills,
            seconds=time.monotonic() - self.begun,
            outages=self.outages,
        )


class Production(Setup):
    def __init__(self, **how) -> None:
        super().__init__(**how)
        self.postgresql, self.redis = PostgreSQL(), Redis()
        self.postgresql.start()
        self.redis.start()
        with psycopg.connect(f"{self.postgresql.url}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE site")
            connection.execute("CREATE DATABASE keys")
        self.environment = self.environment_for(
            self.folder,
            DATABASE_URL=f"{self.postgresql.url}/site",
            KEYS_DATABASE_URL=f"{self.postgresql.url}/keys",
            REDIS_URL=f"{self.redis.url}/0",
        )
        for arguments in (["migrate"], ["migrate", "--database", "keys"]):
            subprocess.run([*MANAGE, *arguments], env=self.environment, check=True, capture_output=True)
        self.environment["OUTBOX_FROM"] = str(time.time() + LEAD_SECONDS)
        self.number = 0
        self.workers: list[ServerProcess] = []
        self.beats: list[ServerProcess] = []
        self.start_workers()

    def start_workers(self) -> None:
        while len(self.workers) < WORKERS:
            self.workers.append(self._run([*WORKER, "--hostname", f"worker{self.number}@local"]))

    def start_beats(self, count: int) -> None:
        for _ in range(count):
            self.beats.append(self._run([*CELERY, "beat", "--schedule", self.folder / f"schedule{self.number}"]))

    def stop_beats(self) -> None:
        for beat in self.beats:
            beat.kill()
        self.beats.clear()

    def _run(self, command) -> ServerProcess:
        self.number += 1
        return ServerProcess(command, log=self.folder / f"{self.number}.log", environment=self.environment)

    def kill_one(self) -> None:
        """A process of a pool, or a worker with its whole pool."""
        worker = self.chance.choice(self.workers)
        pool = worker.children()
        if self.chance.random() < 0.6 and pool:
            pool = [self.chance.choice(pool)]
        else:
            self.workers.remove(worker)
            worker.kill()
        for pid in pool:
            self.killed.add(pid)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kills += 1
        self.start_workers()

    def stop_redis(self, *, seconds: float) -> None:
        self.redis.process.kill()
        time.sleep(seconds)
        self.redis.start()

    def restart_postgresql(self) -> None:
        begun_at = time.time()
        self.postgresql.restart_at_once()
        self.note_outage("database", begun_at)

    def remaining(self) -> tuple[int, int]:
        with psycopg.connect(f"{self.postgresql.url}/site") as connection:
            rows, unsettled = connection.execute(REMAINING).fetchone() or (0, 0)
        return rows, int(unsettled or 0)

    def stop(self) -> None:
        self.stop_beats()
        for process in self.workers:
            process.stop()
        self.redis.process.stop()
        self.postgresql.process.stop()
        self.server.controller.stop()


class Embedded(Setup):
    """`manage.py serve`: web, worker and beat in one process, on SQLite."""

    def __init__(self, **how) -> None:
        super().__init__(**how)
        self.port = free_port()
        site_url = f"http://127.0.0.1:{self.port}"
        self.environment = self.environment_for(self.folder, SITE_URL=site_url)
        self.number = 0
        self.start()

    def start(self) -> None:
        self.number += 1
        command = [*MANAGE, "serve", "--port", str(self.port), "--no-demo"]
        log = self.folder / f"serve{self.number}.log"
        self.process = ServerProcess(command, log=log, environment=self.environment)
        health = f"http://127.0.0.1:{self.port}/healthz"
        self.process.await_ready(lambda: answers_on(self.port) and status_of(health) == 200, seconds=90)

    def kill_one(self) -> None:
        """The server's process with its children: nothing is left of it."""
        children = self.process.children()
        self.killed |= {self.process.pid, *children}
        self.process.kill()
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kills += 1
        deadline = time.monotonic() + 20
        while answers_on(self.port) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.start()

    def remaining(self) -> tuple[int, int]:
        (database,) = [path for path in self.folder.glob("*.sqlite3") if "keys" not in path.name]
        with closing(sqlite3.connect(database, timeout=10)) as connection:
            rows, unsettled = connection.execute(REMAINING).fetchone()
        return rows, int(unsettled or 0)

    def stop(self) -> None:
        self.process.stop()
        self.server.controller.stop()
