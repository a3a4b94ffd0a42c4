"""Whatever happens in whatever order: nothing wrong goes out, nothing is lost, every second copy is explained."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from notifications.actions import drain, forget, owe, plan, withdraw_all
from notifications.actions.claims import claim, renew
from notifications.channels import CHANNELS
from notifications.kinds import Message, NotOwed, Owed
from notifications.models import Delivery, Topic
from tests.notifications import machines
from tests.notifications.kinds import NOW, NoteKind
from tests.notifications.machines import FATES, OutboxMachine, Slate

TOPICS = ["occurrence:1", "occurrence:2", "occurrence:3"]


@dataclass
class World(machines.World):
    """The hour of each topic, and who was forgotten, too."""

    now: datetime = NOW
    hours: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(TOPICS, 18))
    owed: dict[str, Owed] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    message_ids: dict[str, str] = field(default_factory=dict)

    def arrive(self, message: Message, message_id: str) -> str:
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
        return key


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


class Outbox(OutboxMachine):
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
        withdraw_all([topic], now=self.world.now)

    @rule(person=st.integers(1, 4))
    def forget(self, person):
        self.world.forgotten.add(f"note:{person}")
        forget([f"note:{person}"], now=self.world.now)

    @rule(minutes=st.integers(1, 60))
    def time_passes(self, minutes):
        self.pass_time(minutes)

    @rule(fates=st.lists(st.sampled_from(FATES), max_size=5), is_down=st.booleans())
    def drain(self, fates, is_down):
        self.drain_with(fates, is_down)

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
