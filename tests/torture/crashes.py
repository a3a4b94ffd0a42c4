"""Kills drainers at random or at a named point while they send, and counts what arrived."""

import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from tests.servers.processes import ServerProcess, private_folder
from tests.torture.mail_server import SECONDS_PER_MAIL, Copy, Faults, FlakyMailServer
from tests.torture.points import AFTER_CLAIM, AFTER_DOT, BEFORE_DATA, BEFORE_SENT
from tests.torture.reports import Outage, Report, report

DRAINERS = 3
LEASE_SECONDS = 4.0
PAUSE_BETWEEN_KILLS = (0.05, 0.6)
# Of its named point, before a drainer ends itself: claims are of 200 messages, marks of some eight.
MOST_PASSES = {AFTER_CLAIM: 1, BEFORE_DATA: 20, AFTER_DOT: 20, BEFORE_SENT: 3}

Disturbance = Callable[["CrashRun"], None]


class CrashRun:
    """`letters` messages, a few drainers, and somebody who kills them (or, with `points`, they themselves)."""

    def __init__(
        self,
        *,
        letters: int,
        kills: int,
        seed: int,
        environment: Mapping[str, str],
        faults: Faults,
        points: Sequence[str] = (),
        settings: str = "tests.torture.outbox_settings",
        same: Callable[[Copy], str] = lambda copy: copy.recipient,
        seconds_per_mail: float = SECONDS_PER_MAIL,
    ) -> None:
        self.letters, self.kills, self.seed, self.points = letters, kills, seed, points
        self.same = same
        self.chance = random.Random(seed)
        self.server = FlakyMailServer(random.Random(seed), faults, seconds_per_mail=seconds_per_mail)
        self.folder = private_folder("crashes")
        self.environment = {
            **environment,
            "DJANGO_SETTINGS_MODULE": settings,
            "EMAIL_URL": self.server.url,
            "OUTBOX_LETTERS": str(letters),
        }
        self.drainers: list[ServerProcess] = []
        self.killed: set[int] = set()
        self.outages: list[Outage] = []
        self.started = 0

    def run(self, is_done: Callable[[], bool], *, disturb: Disturbance = lambda run: None) -> Report:
        """Until `is_done` (TimeoutError after a while); `disturb` is called at each kill, once where there is none."""
        started = time.monotonic()
        self.server.controller.start()
        try:
            self.start_drainers()
            if self.points:
                self.await_kills()
            elif self.kills:
                self.kill_some(disturb)
            else:
                self.await_more_copies()
                disturb(self)
            self.await_end(is_done)
        finally:
            codes = [drainer.stop() for drainer in self.drainers]
            self.server.controller.stop()
        assert codes == [0] * DRAINERS, [drainer.text()[-2000:] for drainer in self.drainers]
        return report(
            list(self.server.copies),
            seed=self.seed,
            planned=self.letters,
            killed=self.killed,
            kills=len(self.killed),
            seconds=time.monotonic() - started,
            outages=self.outages,
            same=self.same,
        )

    def start_drainers(self) -> None:
        while len(self.drainers) < DRAINERS:
            self.started += 1
            command = [sys.executable, "-m", "tests.torture.drainer", str(LEASE_SECONDS)]
            log = self.folder / f"{self.started}.log"
            self.drainers.append(ServerProcess(command, log=log, environment=self.environment | self.its_death()))

    def its_death(self) -> dict[str, str]:
        """Where and when a new drainer ends itself, until there were enough; two more may be under way then."""
        if not self.points or len(self.killed) >= self.kills:
            return {}
        point = self.points[self.started % len(self.points)]
        return {"TORTURE_POINT": point, "TORTURE_PASSES": str(self.chance.randint(1, MOST_PASSES[point]))}

    def kill_some(self, disturb: Disturbance) -> None:
        while len(self.killed) < self.kills:
            self.await_more_copies()
            time.sleep(self.chance.uniform(*PAUSE_BETWEEN_KILLS))
            self.kill_one()
            disturb(self)

    def kill_one(self) -> None:
        victim = self.drainers.pop(self.chance.randrange(DRAINERS))
        victim.kill()
        self.killed.add(victim.pid)
        self.start_drainers()

    def await_kills(self) -> None:
        """Replaces those who have ended themselves; ends when there is nobody left to do so, or nothing to send."""
        deadline = time.monotonic() + LEASE_SECONDS + 10
        seen = 0
        while len(self.killed) < self.kills and time.monotonic() < deadline:
            self.replace_the_dead()
            if len(self.server.copies) + self.started != seen:
                seen, deadline = len(self.server.copies) + self.started, time.monotonic() + LEASE_SECONDS + 10
            time.sleep(0.02)

    def replace_the_dead(self) -> None:
        for drainer in [drainer for drainer in self.drainers if drainer.has_ended()]:
            self.drainers.remove(drainer)
            self.killed.add(drainer.pid)
        self.start_drainers()

    def await_more_copies(self) -> None:
        """A kill while nobody sends proves nothing; towards the end there may be nothing left to send."""
        seen, deadline = len(self.server.copies), time.monotonic() + LEASE_SECONDS + 5
        while len(self.server.copies) == seen and time.monotonic() < deadline:
            time.sleep(0.005)

    def await_end(self, is_done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 240 + self.letters / 10
        while not is_done():
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"Seed {self.seed}, not empty in time:\n{[drainer.text()[-2000:] for drainer in self.drainers]}"
                )
            if self.points:
                self.replace_the_dead()  # also those who came to their point late
            time.sleep(0.1)
