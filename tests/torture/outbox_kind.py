"""A message that says which process sent it, so that a second copy can be explained.

`OUTBOX_LETTERS` of them: all due for long, or with `OUTBOX_FROM` (seconds since 1970) `OUTBOX_PER_SECOND` from then on.
"""

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
            headers={"X-Process": str(os.getpid())} | due_header(delivery),
        )

    def settle(self, delivery, outcome):
        pass


def letter(number: int) -> Owed:
    due_at = due_of(number)
    return Owed(
        kind="torture.letter",
        recipient=f"letter:{number}",
        topic="occurrence:9",
        channel="email",
        key=f"letter:{number}",
        due_at=due_at,
        not_after=due_at + timedelta(days=3650),
        order_at=due_at,
    )


def due_header(delivery) -> dict[str, str]:
    """Where it falls due during the run, how late it is says something."""
    return {"X-Due": str(delivery.due_at.timestamp())} if "OUTBOX_FROM" in os.environ else {}


def due_of(number: int) -> datetime:
    if "OUTBOX_FROM" not in os.environ:
        return START
    seconds = float(os.environ["OUTBOX_FROM"]) + number / float(os.environ["OUTBOX_PER_SECOND"])
    return datetime.fromtimestamp(seconds, UTC)


letters = LetterKind()
