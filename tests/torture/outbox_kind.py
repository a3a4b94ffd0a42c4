"""A message that says which process sent it, so that a second copy can be explained."""

import os
from datetime import UTC, datetime, timedelta

from notifications.kinds import Message, Owed

START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)  # due for long


class LetterKind:
    name = "torture.letter"
    urgency = 1

    def plan(self, *, now, until):
        """Every drainer plans the same, over and over."""
        number = int(os.environ["OUTBOX_LETTERS"])
        for start in range(0, number, 50):
            yield [letter(n) for n in range(start, min(number, start + 50))]

    def prepare(self, deliveries, *, now):
        return {delivery.pk: self.message(delivery) for delivery in deliveries}

    def message(self, delivery):
        return Message(
            to=f"{delivery.key.replace(':', '-')}@example.org",
            language="en",
            subject="A letter",
            text="Text.\n",
            headers={"X-Process": str(os.getpid())},
        )

    def settle(self, delivery, outcome):
        pass


def letter(number: int) -> Owed:
    return Owed(
        kind="torture.letter",
        recipient=f"letter:{number}",
        topic="occurrence:9",
        channel="email",
        key=f"letter:{number}",
        due_at=START,
        not_after=START + timedelta(days=3650),
        order_at=START,
    )


letters = LetterKind()
