"""Whatever happens in whatever order: nothing wrong goes out, nothing is lost, every second copy is explained."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from notifications.actions import drain, forget, owe, plan, withdraw
from notifications.actions.claims import claim, renew
from notifications.channels import CHANNELS
from notifications.errors import ChannelDown
from notifications.kinds import Message, NotOwed, Outcome, Owed, Result
from notifications.models import Delivery, Topic
from tests.notifications.kinds import NOW, NoteKind

TOPICS = ["occurrence:1", "occurrence:2", "occurrence:3"]
TRIES = ["taken", "refused for now", "refused for good", "lost before", "lost after"]
OUTCOMES = {
    "taken": Outcome(Result.SENT, "250"),
    "refused for now": Outcome(Result.RETRY, "451"),
    "refused for good": Outcome(Result.FAILED, "550"),
    "lost before": Outcome(Result.UNCERTAIN, "lost"),
    "lost after": Outcome(Result.UNCERTAIN, "lost"),
}


@dataclass
class World:
    """What is true, beside the outbox: the hour of each topic, who was forgotten, what arrived."""

    now: datetime = NOW
    hours: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(TOPICS, 18))
    owed: dict[str, Owed] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    arrived: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    message_ids: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    is_down: bool = False

    def arrive(self, message: Message, message_id: str) -> None:
        key, hour = message.text.split(" at ")
        owed = self.owed[key]
        self.arrived[key] += 1
        if hour != str(self.hours[owed.topic]):
            self.wrong.append(f"{key} said {hour}, not {self.hours[owed.topic]}")
        if owed.recipient in self.forgotten:
            self.wrong.append(f"{key} went to somebody who was forgotten")
        if not owed.due_at <= self.now <= owed.not_after:
            self.wrong.append(f"{key} went out at {self.now}")
        if self.message_ids.setdefault(key, message_id) != message_id:
            self.wrong.append(f"{key} has two identities")


class HourKind(NoteKind):
    world: World

    def plan(self, *, now, until):
        yield [owed for owed in self.world.owed.values() if owed.recipient not in self.world.forgotten]

    def prepare(self, deliveries, *, now):
        made = {delivery.pk: self.say_hour(delivery) for delivery in deliveries}
        self.while_preparing()
        return made

    def say_hour(self, delivery):
        hour = self.world.hours[delivery.topic]
        if hour is None:
            return NotOwed("cancelled")
        return Message(to="x@example.org", language="en", subject="", text=f"{delivery.key} at {hour}")


hours = HourKind(name="tests.hour", urgency=2)
urgent_hours = HourKind(name="tests.urgent_hour", urgency=1)


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
            self.world.arrive(message, message_id)
        if fate == "lost after":
            self.world.explained[message.text.split(" at ")[0]] += 1
        return OUTCOMES[fate]

    def close(self):
        pass


class Outbox(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        Delivery.objects.all().delete()
        Topic.objects.all().delete()
        self.world = hours.world = urgent_hours.world = Slate.world = World()
        hours.while_preparing = urgent_hours.while_preparing = lambda: None

    @rule(
        topic=st.sampled_from(TOPICS),
        person=st.integers(1, 4),
        minutes=st.integers(-5, 90),
        is_urgent=st.booleans(),
        is_planned=st.booleans(),
    )
    def owe(self, topic, person, minutes, is_urgent, is_planned):
        due_at = self.world.now + timedelta(minutes=minutes)
        owed = Owed(
            kind="tests.urgent_hour" if is_urgent else "tests.hour",
            recipient=f"note:{person}",
            topic=topic,
            channel="slate",
            key=f"note:{person}:{len(self.world.owed)}",
            due_at=due_at,
            not_after=due_at + timedelta(hours=2),
            order_at=due_at + timedelta(hours=2),
        )
        if owed.recipient not in self.world.forgotten:
            self.world.owed[owed.key] = owed
            if not is_planned:
                owe([owed], now=self.world.now)

    @rule()
    def plan(self):
        plan(now=self.world.now, until=self.world.now + timedelta(hours=48))

    @rule(topic=st.sampled_from(TOPICS), hour=st.one_of(st.none(), st.integers(0, 23)))
    def move_or_cancel(self, topic, hour):
        self.world.hours[topic] = hour
        withdraw(topic, now=self.world.now)

    @rule(person=st.integers(1, 4))
    def forget(self, person):
        self.world.forgotten.add(f"note:{person}")
        forget([f"note:{person}"], now=self.world.now)

    @rule(minutes=st.integers(1, 60))
    def time_passes(self, minutes):
        """For the database too: what it keeps waiting comes closer."""
        self.world.now += timedelta(minutes=minutes)
        for delivery in Delivery.objects.exclude(lease_until=None):
            delivery.lease_until -= timedelta(minutes=minutes)
            delivery.save(update_fields=["lease_until"])

    @rule(fates=st.lists(st.sampled_from(TRIES), max_size=5), is_down=st.booleans())
    def drain(self, fates, is_down):
        self.world.fates, self.world.is_down = fates, is_down
        drain(now=self.world.now)
        self.world.fates, self.world.is_down = [], False

    @rule(topic=st.sampled_from(TOPICS), person=st.integers(1, 4), hour=st.one_of(st.none(), st.integers(0, 23)))
    def drain_while_things_change(self, topic, person, hour):
        def change():
            hours.while_preparing = urgent_hours.while_preparing = lambda: None
            self.move_or_cancel(topic, hour)
            self.forget(person)

        hours.while_preparing = urgent_hours.while_preparing = change
        drain(now=self.world.now)
        hours.while_preparing = urgent_hours.while_preparing = lambda: None

    @rule(limit=st.integers(1, 5), has_sent=st.booleans())
    def a_drainer_is_killed(self, limit, has_sent):
        """Before its first message, or after handing some over and before marking them."""
        claimed = claim(now=self.world.now, channels={"slate"}, limit=limit)
        alive = [d for d in claimed if has_sent and d.not_after >= self.world.now]
        for delivery in alive:
            made = hours.say_hour(delivery)
            if isinstance(made, Message) and renew([delivery]):
                self.world.arrive(made, delivery.message_id)
                self.world.explained[delivery.key] += 1

    @invariant()
    def nothing_wrong_went_out(self):
        if hasattr(self, "world"):
            assert self.world.wrong == []
            for key, copies in self.world.arrived.items():
                assert copies <= 1 + self.world.explained[key], key

    def teardown(self):
        """In the end everything owed arrived, or it is visible why not."""
        if not hasattr(self, "world"):
            return
        self.plan()
        for _ in range(12):
            self.time_passes(15)
            drain(now=self.world.now)
        self.nothing_wrong_went_out()
        states = dict(Delivery.objects.values_list("key", "state"))
        for key, owed in self.world.owed.items():
            if owed.recipient in self.world.forgotten:
                assert key not in states
            elif states[key] == "sent":
                assert self.world.arrived[key] >= 1, key
            elif owed.due_at + timedelta(hours=2) <= self.world.now:
                assert states[key] in ("failed", "uncertain", "expired", "not_owed"), (key, states[key])


@pytest.mark.django_db
def test_the_outbox_keeps_its_promises_whatever_happens(settings, monkeypatch, rings):
    settings.MESSAGE_KINDS = [f"{__name__}.hours", f"{__name__}.urgent_hours"]
    monkeypatch.setitem(CHANNELS, "slate", Slate)

    run_state_machine_as_test(Outbox, settings=SHORT)


SHORT = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
