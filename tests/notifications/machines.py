"""What the machines share that try the outbox in whatever order: a channel with drawn fates, time that passes, and what
must hold after each step."""

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis.stateful import RuleBasedStateMachine, invariant

from notifications.actions import drain
from notifications.errors import ChannelDown
from notifications.kinds import Message, Outcome, Result
from notifications.models import Delivery

OUTCOMES = {
    "taken": Outcome(Result.SENT, "250"),
    "refused for now": Outcome(Result.RETRY, "451"),
    "refused for good": Outcome(Result.FAILED, "550"),
    "lost before": Outcome(Result.UNCERTAIN, "lost"),
    "lost after": Outcome(Result.UNCERTAIN, "lost"),
}
FATES = list(OUTCOMES)


@dataclass
class World(ABC):
    """What is true, beside the outbox: by the key of a message how many copies arrived, how many of them are explained;
    what was wrong with one; the fates of the next tries."""

    now: datetime
    arrived: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    is_down: bool = False

    @abstractmethod
    def arrive(self, message: Message, message_id: str) -> str:
        """Its key."""


class Slate:
    """A channel that writes down what arrives, with the fate that the machine drew."""

    name = "slate"
    takes = Message
    at_once = 1
    world: World

    @staticmethod
    def is_on():
        return True

    def open(self):
        if self.world.is_down:
            raise ChannelDown("down")

    def send(self, message, *, message_id, date):
        fate = self.world.fates.pop() if self.world.fates else "taken"
        if fate in ("taken", "lost after"):
            key = self.world.arrive(message, message_id)
            self.world.explained[key] += fate == "lost after"
        return OUTCOMES[fate]

    def close(self):
        pass


class OutboxMachine(RuleBasedStateMachine):
    """Has a `world` from its first step on."""

    world: World

    def pass_time(self, minutes):
        """For the database too: what it keeps waiting comes closer."""
        self.world.now += timedelta(minutes=minutes)
        for delivery in Delivery.objects.exclude(lease_until=None):
            delivery.lease_until -= timedelta(minutes=minutes)
            delivery.save(update_fields=["lease_until"])

    def drain_with(self, fates, is_down):
        self.world.fates, self.world.is_down = fates, is_down
        drain(now=self.world.now)
        self.world.fates, self.world.is_down = [], False

    @invariant()
    def nothing_wrong_went_out(self):
        if hasattr(self, "world"):
            assert self.world.wrong == []
            for key, copies in self.world.arrived.items():
                assert copies <= 1 + self.world.explained[key], key
