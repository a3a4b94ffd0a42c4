"""Real answers, moves and cancellations over the real outbox, in whatever order: no reminder that is wrong where it
arrives, none that is lost, every second copy explained. The outbox by itself: tests/notifications."""

import datetime as dt
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from events.actions.event import cancel_event
from events.actions.occurrence import move_occurrence
from events.actions.rsvp import Wish, join_occurrences
from events.actions.rsvp_link import cancel_rsvp, choose_reminders, confirm_batch
from events.errors import EventsError
from events.models import RSVP, Announcement, Occurrence
from events.reading.reminders import DateReminders, with_rules
from events.reminder_rules import AS_SET, DEFAULT_RULES, OWN_CHOICES
from events.rsvp_links import open_link
from notifications.actions import HORIZON, claims, drain, inserting, plan
from notifications.actions.claims import claim, renew
from notifications.actions.preparing import prepare
from notifications.channels import CHANNELS
from notifications.doorbell import doorbell
from notifications.kinds import Message
from notifications.models import Delivery
from tests.events.answers import LINK
from tests.events.factories import make_event
from tests.notifications import machines
from tests.notifications.machines import FATES, OutboxMachine

NOW = dt.datetime(2027, 3, 12, 20, 0, tzinfo=dt.UTC)  # 15:00 of the day before in New York: two and a half hours early
EVENTS, PEOPLE = range(2), range(3)
MINUTE, TWO_HOURS = dt.timedelta(minutes=1), dt.timedelta(hours=2)
ENDED = {"sent", "failed", "uncertain", "expired"}
steps = settings(
    max_examples=60 if "TORTURE" in os.environ else 6,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@dataclass
class World(machines.World):
    """The newest link of each address, and what happens between preparing and the fence, too."""

    now: dt.datetime = NOW
    tokens: dict[str, str] = field(default_factory=dict)
    while_opening: Callable[[], None] | None = None

    def arrive(self, message: Message, message_id: str) -> str:
        delivery = Delivery.objects.get(message_id=message_id)
        self.arrived[delivery.key] += 1
        if message_id != inserting.message_id(delivery.key):
            self.wrong.append(f"{delivery.key} has two identities")
        if found := LINK.search(message.text):
            self.tokens[message.to] = found[1]
        if delivery.kind in ("events.reminder", "events.announcement"):
            self.wrong += [f"{delivery.key}: {reason}" for reason in self.reasons_against(delivery, message)]
        return delivery.key

    def reasons_against(self, delivery: Delivery, message: Message) -> list[str]:
        rsvp = RSVP.objects.select_related("occurrence__event").filter(pk=delivery.recipient.split(":")[1]).first()
        if rsvp is None or not rsvp.is_confirmed:
            return ["to somebody who does not come"]
        row = rsvp.occurrence
        is_cancelled = row.is_cancelled or row.event.is_cancelled
        if delivery.kind == "events.announcement":
            return ["does not say how it stands"] if is_cancelled != ("ancelled" in message.subject) else []
        chosen = {rule.id for rule in OWN_CHOICES.get(rsvp.reminders, DEFAULT_RULES)}
        checks = {
            "cancelled": is_cancelled,
            "another hour": f"{row.start_time:%H:%M}" not in message.subject,
            "too early": self.now < delivery.due_at,
            "begun": self.now >= row.starts_at,
            "moved": int(delivery.key.rpartition(":")[2]) != row.moves,
            "not chosen": delivery.key.split(":")[2] not in chosen,
        }
        return [reason for reason, is_so in checks.items() if is_so]


class Slate(machines.Slate):
    """In the place of the mail channel."""

    name = "email"
    world: World

    def open(self):
        """Between preparing and the fence."""
        change, self.world.while_opening = self.world.while_opening, None
        if change:
            change()
        super().open()


events, people = st.sampled_from(EVENTS), st.sampled_from(PEOPLE)
hours = st.integers(9, 20)
choices = st.sampled_from([AS_SET, *OWN_CHOICES])


class Whole(OutboxMachine):
    @initialize()
    def begin(self):
        self.open = [transaction.atomic(using=name) for name in ("default", "keys")]
        for block in self.open:
            block._from_testcase = True  # what is durable may happen in it
            block.__enter__()
        self.world = Slate.world = World()
        self.events = [make_event(title=f"March {n}", published=True) for n in EVENTS]
        self.let_all_come_to_the_first()

    def let_all_come_to_the_first(self):
        self.world.now = NOW - dt.timedelta(days=1)
        for person in PEOPLE:
            self.rsvp(EVENTS[0], person)
        drain(now=self.world.now)
        for person in PEOPLE:
            self.confirm(person)
        drain(now=self.world.now)
        self.world.now = NOW

    @rule(event=events, person=people)
    def rsvp(self, event, person):
        date = self.date_of(event)
        with suppress(EventsError):  # begun, or cancelled
            join_occurrences(date.event, [date], wish=Wish(address=address(person)), now=self.world.now)

    @rule(person=people)
    def confirm(self, person):
        if link := self.link_of(person):
            confirm_batch(link, now=self.world.now)

    @rule(person=people)
    def cancel_answer(self, person):
        if link := self.link_of(person):
            cancel_rsvp(link, link.rsvp.pk, now=self.world.now)

    @rule(person=people, choice=choices)
    def choose(self, person, choice):
        if link := self.link_of(person):
            choose_reminders(link, choice=choice, now=self.world.now)

    @rule(event=events, hour=hours)
    def move(self, event, hour):
        date = self.date_of(event)
        time = dt.time(hour, 15)
        with suppress(EventsError):
            move_occurrence(
                date, start_on=date.start_on, start_time=time, duration=TWO_HOURS, by=None, now=self.world.now
            )

    @rule(event=events)
    def cancel(self, event):
        with suppress(EventsError):
            cancel_event(self.date_of(event).event, by=None, now=self.world.now)

    @rule(minutes=st.sampled_from([1, 20, 155, 400]))
    def time_passes(self, minutes):
        self.pass_time(minutes)

    @rule()
    def time_passes_until_a_letter_is_due(self):
        """Where most of what can go wrong lies: by chance alone it is seldom reached."""
        self.plan()
        coming = Delivery.objects.filter(settled_at=None, due_at__gt=self.world.now).order_by("due_at").first()
        if coming:
            self.pass_time((coming.due_at - self.world.now) / MINUTE)

    @rule()
    def plan(self):
        plan(now=self.world.now, until=self.world.now + HORIZON)

    @rule(fates=st.lists(st.sampled_from(FATES), max_size=5), is_down=st.booleans())
    def send(self, fates, is_down):
        self.drain_with(fates, is_down)

    @rule(event=events, hour=hours)
    def move_between_preparing_and_sending(self, event, hour):
        self.send_while_it_happens(lambda: self.move(event, hour))

    @rule(event=events)
    def cancel_between_preparing_and_sending(self, event):
        self.send_while_it_happens(lambda: self.cancel(event))

    @rule(person=people)
    def leave_between_preparing_and_sending(self, person):
        self.send_while_it_happens(lambda: self.cancel_answer(person))

    @rule(person=people, choice=choices)
    def choose_between_preparing_and_sending(self, person, choice):
        self.send_while_it_happens(lambda: self.choose(person, choice))

    @rule(limit=st.integers(1, 5), has_sent=st.booleans())
    def a_drainer_is_killed(self, limit, has_sent):
        """Holding a claim, or after handing messages over and before marking them."""
        claimed = claim(now=self.world.now, channels={"email"}, limit=limit)
        made = prepare(claimed, now=self.world.now) if has_sent and claimed else {}
        for delivery in claimed:
            if isinstance(message := made.get(delivery.pk), Message) and renew([delivery]):
                self.world.arrive(message, delivery.message_id)
                self.world.explained[delivery.key] += 1

    @rule()
    def redis_is_emptied_and_all_restart(self):
        """Rings are gone, nothing is remembered in memory; what is claimed waits for its lease."""
        doorbell.__init__()

    def teardown(self):
        """In the end every reminder that is wanted arrived, or it is visible why not."""
        if not hasattr(self, "world"):
            return
        try:
            for _ in range(8):
                self.plan()
                self.time_passes(20)
                drain(now=self.world.now)
            self.nothing_wrong_went_out()
            self.nothing_is_lost()
        finally:
            for block in reversed(self.open):
                transaction.set_rollback(True, using=block.using)
                block.__exit__(None, None, None)

    def nothing_is_lost(self):
        assert not Announcement.objects.filter(unfolded_at=None).exists()
        rows = {row.key: row for row in Delivery.objects.all()}
        for rsvp in RSVP.objects.select_related("occurrence__schedule", *with_rules("occurrence__event")):
            if not rsvp.is_confirmed or not rsvp.occurrence.is_scheduled:
                continue
            for reminder in DateReminders(rsvp.occurrence).owed_to(rsvp):
                key = f"reminder:{rsvp.pk}:{reminder.rule}:{rsvp.occurrence_id}:{rsvp.occurrence.moves}"
                self.is_accounted_for(rows.get(key), reminder)
        for row in rows.values():
            assert row.state != "sent" or self.world.arrived[row.key], row.key

    def is_accounted_for(self, row, reminder):
        assert row is not None, reminder
        if row.state == "not_owed":
            assert row.reason in ("a later one is due", "begun"), row.reason
        elif reminder.due_at + TWO_HOURS < self.world.now:
            assert row.state in ENDED, (row.key, row.state)

    def send_while_it_happens(self, change):
        """Between preparing and the fence of what is due next."""
        drain(now=self.world.now)
        self.time_passes_until_a_letter_is_due()
        self.world.while_opening = change
        drain(now=self.world.now)
        self.world.while_opening = None

    def date_of(self, event):
        return Occurrence.objects.select_related("event", "schedule").get(event=self.events[event])

    def link_of(self, person):
        token = self.world.tokens.get(address(person))
        return open_link(token) if token else None


def address(person: int) -> str:
    return f"person{person}@inbox.example"


@pytest.fixture
def slate(monkeypatch, settings):
    settings.EMAIL_IS_OFF = False
    monkeypatch.setattr(doorbell, "ring", lambda: None)
    monkeypatch.setitem(CHANNELS, "email", Slate)


@pytest.mark.django_db
def test_real_letters_keep_their_promises_whatever_happens(slate):
    run_state_machine_as_test(Whole, settings=steps)


@pytest.mark.django_db
def test_the_steps_find_that_the_fence_is_missing(slate, monkeypatch):
    """Drawn from what the steps are, so that it is the same each time."""
    monkeypatch.setattr(claims, "_RENEW", claims._RENEW.replace("AND topic_change = {topic_change}", ""))
    few = settings(steps, max_examples=30, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)

    with pytest.raises(AssertionError, match="between_preparing_and_sending"):
        run_state_machine_as_test(Whole, settings=few)


@pytest.mark.django_db
def test_a_reminder_is_held_back_by_a_move_between_preparing_and_sending(slate):
    machine = Whole()
    machine.begin()

    machine.move_between_preparing_and_sending(EVENTS[0], 12)

    assert not [key for key in machine.world.arrived if key.startswith("reminder:")]
    machine.teardown()


@pytest.mark.django_db
def test_a_reminder_is_held_back_from_who_wants_none_between_preparing_and_sending(slate):
    machine = Whole()
    machine.begin()

    machine.choose_between_preparing_and_sending(PEOPLE[0], "none")

    reminders = [key for key in machine.world.arrived if key.startswith("reminder:")]
    assert len(reminders) == len(PEOPLE) - 1
    machine.teardown()
