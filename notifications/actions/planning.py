"""Asks every kind what is owed soon and writes it down. Twice at once or not at all for an hour: both do no harm."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from notifications.actions.owing import write_owed
from notifications.errors import where_it_broke
from notifications.kinds import MessageKind, Owed, message_kinds

logger = logging.getLogger(__name__)

# How far ahead rows are written: no beat for two days, and still every reminder is there.
HORIZON = timedelta(hours=48)
# On SQLite everybody else waits while a transaction writes.
ROWS_PER_TRANSACTION = {"sqlite": 500, "postgresql": 1_000}


@dataclass(frozen=True)
class Planned:
    """How many rows are new, and the kinds that broke (the others were asked all the same)."""

    number: int
    broken_kinds: tuple[str, ...]


def plan(*, now: datetime, until: datetime) -> Planned:
    """Write what every kind owes up to `until`; what is interrupted goes on at the next call."""
    number, broken = 0, []
    for kind in message_kinds().values():
        try:
            for rows in _pieces(kind, now=now, until=until):
                number += len(write_owed(rows, now=now))
        except Exception as error:  # the isolation boundary: one kind
            logger.error("Kind %s could not be planned: %s", kind.name, where_it_broke(error))
            broken.append(kind.name)
    return Planned(number, tuple(broken))


def _pieces(kind: MessageKind, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
    size = ROWS_PER_TRANSACTION[connection.vendor]
    for rows in kind.plan(now=now, until=until):
        for start in range(0, len(rows), size):
            yield rows[start : start + size]
