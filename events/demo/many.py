"""Any number of upcoming events, for measuring: one statement, one call, towns and hours by the number of the event."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from events.demo.groups import make_groups
from events.demo.stage import Stage
from events.demo.statements import mark, publish_text
from events.demo.towns import TOWNS, at
from events.models import Call

BATCH = 100
KINDS = ("rally", "march", "picket", "vigil", "teach-in", "panel", "screening", "meeting")
RALLY = "On the day of action we call on every city to rally at its town hall"


def add_many(number: int, *, now: dt.datetime) -> Iterator[int]:
    """Adds `number` events over the coming 60 days, 100 to a transaction; yields how many there are so far."""
    stage = Stage(now=now)
    with transaction.atomic():
        make_groups(stage)
        statement = publish_text(stage, "clinics", "clinics-1", days_ago=1)
        call = mark(statement, RALLY, title="Rally at every town hall", asks_for="protest", now=now)
    for start in range(0, number, BATCH):
        with transaction.atomic():
            for n in range(start, min(start + BATCH, number)):
                _add_one(stage, n, call)
        yield min(start + BATCH, number)


def _add_one(stage: Stage, number: int, call: Call) -> None:
    town, _, place, title = TOWNS[number % len(TOWNS)]
    stage.post(
        "clinics",
        on=stage.on(1 + number % 60),
        at=at(8 + number % 12, 30 * (number % 2)),
        lasts=dt.timedelta(hours=2),
        place=f"{place or 'Town hall'}, {town}",
        calls=(call,) if number % 3 else (),
        kind=KINDS[number % len(KINDS)],
        title=f"{title} ({number + 1})",
        summary=f"{town} reads aloud the names of the clinics that are gone.",
        description="We gather, hear three nurses from the closed ward, and walk to the town hall.",
    )
