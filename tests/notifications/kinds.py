"""A kind of message for these tests: notes, about nothing. The app itself knows none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from notifications.kinds import Message, NotOwed, Outcome, Owed

NOW = datetime(2027, 3, 13, 12, 0, tzinfo=UTC)


@dataclass
class NoteKind:
    """Writes to note-<n>@example.org; the fields say what goes wrong."""

    name: str = "tests.note"
    urgency: int = 2
    planned: list[list[Owed]] = field(default_factory=list)
    breaks_on: set[str] = field(default_factory=set)
    makes_nothing_of: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    subject: str = "A note"
    prepared: list[list[str]] = field(default_factory=list)
    settled: list[tuple[str, Outcome]] = field(default_factory=list)
    while_preparing: Callable[[], None] = lambda: None

    def plan(self, *, now, until):
        yield from self.planned

    def prepare(self, deliveries, *, now):
        keys = [delivery.key for delivery in deliveries]
        self.prepared.append(keys)
        if broken := self.breaks_on.intersection(keys):
            raise ValueError(f"secret-{broken}@example.org")
        self.while_preparing()
        return {
            delivery.pk: NotOwed("cancelled") if delivery.key in self.cancelled else self.message(delivery)
            for delivery in deliveries
            if delivery.key not in self.makes_nothing_of
        }

    def message(self, delivery):
        return Message(
            to=address(delivery.recipient), language="en", subject=self.subject, text=f"About {delivery.topic}."
        )

    def settle(self, delivery, outcome):
        self.settled.append((delivery.key, outcome))


def address(recipient: str) -> str:
    return f"{recipient.replace(':', '-')}@example.org"


def owed(number: int = 1, **fields) -> Owed:
    """One note, due since a minute, about something in two hours."""
    plain = {
        "kind": "tests.note",
        "recipient": f"note:{number}",
        "topic": "occurrence:9",
        "channel": "email",
        "key": f"note:{number}",
        "due_at": NOW - timedelta(minutes=1),
        "not_after": NOW + timedelta(hours=2),
        "order_at": NOW + timedelta(hours=2),
    }
    return Owed(**(plain | fields))


note = NoteKind()
urgent_note = NoteKind(name="tests.urgent", urgency=0)
