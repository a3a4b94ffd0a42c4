"""What an older copy gets wrong about the time since it was made."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F

from events.actions.purge.keyless import forget_keyless
from events.calendars.touch import touch_calendar
from events.models import Milestone, Schedule
from notifications.actions import doubt_due, plan

# More than what has been changed since, so that calendars and mail programs take the next change for a newer one.
SEQUENCES_PASSED = 100


@dataclass(frozen=True)
class Settled:
    """How many messages perhaps went out already, and how many rows nothing opens any more."""

    doubted: int
    forgotten: int


def settle_restored(*, key_names: Collection[str], now: dt.datetime) -> Settled:
    """In the transaction that restores. `key_names` are all that the key store holds.

    Messages that were due meanwhile perhaps went out, those too that the copy had not planned yet: they are written
    down and do not go. Every calendar entry is newer than what was given out, in all of LAST-MODIFIED and SEQUENCE.
    """
    forgotten = forget_keyless(key_names, now=now)
    doubted = doubt_due(now=now)
    plan(now=now, until=now)
    doubted += doubt_due(now=now)
    for model in (Schedule, Milestone):
        touch_calendar(model.objects.all(), material=True, now=now)
        model._default_manager.update(sequence=F("sequence") + SEQUENCES_PASSED)
    return Settled(doubted=doubted, forgotten=forgotten)
