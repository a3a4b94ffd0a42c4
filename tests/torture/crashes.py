"""Kills drainers at random while they send, and counts what arrived: nothing lost, every second copy explained."""

import asyncio
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser

from aiosmtpd.controller import Controller

from tests.servers.processes import ServerProcess, free_port, private_folder

DRAINERS = 3
LEASE_SECONDS = 4.0
SECONDS_PER_MAIL = 0.03  # an unhurried server, so that a kill hits something
PAUSE_BETWEEN_KILLS = (0.05, 0.6)


@dataclass(frozen=True)
class Faults:
    """How often the mail server misbehaves, of 1."""

    refuses: float = 0.0  # 451 after the message
    drops_before: float = 0.0  # hangs up on MAIL
    drops_after: float = 0.0  # takes the message and hangs up


@dataclass(frozen=True)
class Copy:
    message_id: str
    recipient: str
    date: str
    process: int
    was_dropped: bool


@dataclass(frozen=True)
class Report:
    """`duplicates` by what explains them: ambiguous (SMTP), crash (its sender was killed), other (must be none)."""

    seed: int
    planned: int
    unique: int
    duplicates: Counter[str]
    kills: int
    identities: set[int]  # how many Message-IDs and Dates the copies of one letter have
    seconds: float

    @property
    def lost(self) -> int:
        return self.planned - self.unique

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.planned} planned, {self.lost} lost, {dict(self.duplicates)} duplicates, "
            f"{self.kills} kills, {self.seconds:.1f} s"
        )


class FlakyMailServer:
    def __init__(self, chance: random.Random, faults: Faults) -> None:
        self.chance, self.faults = chance, faults
        self.copies: list[Copy] = []
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.chance.random() < self.faults.drops_before:
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.chance.random() < self.faults.refuses:
            return "451 4.3.0 Try later"
        was_dropped = self.chance.random() < self.faults.drops_after
        headers = BytesHeaderParser(EmailMessage).parsebytes(envelope.content)
        self.copies.append(
            Copy(headers["Message-ID"], envelope.rcpt_tos[0], headers["Date"], int(headers["X-Process"]), was_dropped)
        )
        await asyncio.sleep(SECONDS_PER_MAIL)
        if was_dropped:
            server.transport.abort()
        return "250 OK"


class CrashRun:
    """`letters` messages, a few drainers, and somebody who kills them."""

    def __init__(self, *, letters: int, kills: int, seed: int, environment: Mapping[str, str], faults: Faults) -> None:
        self.letters, self.kills, self.seed = letters, kills, seed
        self.chance = random.Random(seed)
        self.server = FlakyMailServer(random.Random(seed), faults)
        self.folder = private_folder("crashes")
        self.environment = {
            **environment,
            "DJANGO_SETTINGS_MODULE": "tests.torture.outbox_settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.server.port}",
            "OUTBOX_LETTERS": str(letters),
        }
        self.drainers: list[ServerProcess] = []
        self.killed: set[int] = set()

    def run(self, is_done: Callable[[], bool], *, disturb: Callable[[], None] = lambda: None) -> Report:
        """Until `is_done` (TimeoutError after a while); `disturb` is called at each kill."""
        started = time.monotonic()
        self.server.controller.start()
        try:
            self.start_drainers()
            self.kill_some(disturb)
            self.await_end(is_done)
        finally:
            codes = [drainer.stop() for drainer in self.drainers]
            self.server.controller.stop()
        assert codes == [0] * DRAINERS, [drainer.text()[-2000:] for drainer in self.drainers]
        return self.report(time.monotonic() - started)

    def start_drainers(self) -> None:
        while len(self.drainers) < DRAINERS:
            command = [sys.executable, "-m", "tests.torture.drainer", str(LEASE_SECONDS)]
            log = self.folder / f"{len(self.killed)}-{len(self.drainers)}.log"
            self.drainers.append(ServerProcess(command, log=log, environment=self.environment))

    def kill_some(self, disturb: Callable[[], None]) -> None:
        while len(self.killed) < self.kills:
            self.await_more_copies()
            time.sleep(self.chance.uniform(*PAUSE_BETWEEN_KILLS))
            victim = self.drainers.pop(self.chance.randrange(DRAINERS))
            victim.kill()
            self.killed.add(victim.pid)
            disturb()
            self.start_drainers()

    def await_more_copies(self) -> None:
        """A kill while nobody sends proves nothing; towards the end there may be nothing left to send."""
        seen, deadline = len(self.server.copies), time.monotonic() + LEASE_SECONDS + 5
        while len(self.server.copies) == seen and time.monotonic() < deadline:
            time.sleep(0.005)

    def await_end(self, is_done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60 + self.letters / 10
        while not is_done():
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"Seed {self.seed}, not empty in time:\n{[drainer.text()[-2000:] for drainer in self.drainers]}"
                )
            time.sleep(0.1)

    def report(self, seconds: float) -> Report:
        copies = list(self.server.copies)
        by_recipient: dict[str, list[Copy]] = defaultdict(list)
        for copy in copies:
            by_recipient[copy.recipient].append(copy)
        return Report(
            seed=self.seed,
            planned=self.letters,
            unique=len(by_recipient),
            duplicates=Counter(self.explain(copy) for group in by_recipient.values() for copy in group[:-1]),
            kills=len(self.killed),
            identities={len({(copy.message_id, copy.date) for copy in group}) for group in by_recipient.values()},
            seconds=seconds,
        )

    def explain(self, earlier: Copy) -> str:
        """Why another copy followed this one."""
        if earlier.was_dropped:
            return "ambiguous"
        return "crash" if earlier.process in self.killed else "other"
