"""Mails that say how things stand, of which somebody gets at most one an hour: what comes after this hour's has gone is
told with the next hour's."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from notifications.models import Delivery

# What comes right after another is told with it.
PAUSE = timedelta(minutes=2)
HOUR = timedelta(hours=1)


class Slot(NamedTuple):
    """The key of a mail, and when it is due."""

    key: str
    due_at: datetime


def hourly(mails: Sequence[str], *, now: datetime) -> list[Slot]:
    """For each of `mails` (what its keys begin with) this hour's, or the next hour's if this one is on its way. Call it
    in the transaction that writes what they will say: nobody makes one that waits before this transaction ends."""
    gone = _gone([_key(mail, now) for mail in mails])
    next_hour = (now + HOUR).replace(minute=0, second=0, microsecond=0)
    this, following = (now, now + PAUSE), (next_hour, next_hour)
    slots = [(mail, following if _key(mail, now) in gone else this) for mail in mails]
    return [Slot(_key(mail, hour), due_at) for mail, (hour, due_at) in slots]


def _key(mail: str, at: datetime) -> str:
    return f"{mail}:{at:%Y%m%dT%H}"


def _gone(keys: Collection[str]) -> set[str]:
    """Those of these deliveries that are on their way already."""
    rows = Delivery.objects.filter(key__in=keys)
    waiting = set(rows.planned().select_for_update().values_list("key", flat=True))
    return set(rows.values_list("key", flat=True)) - waiting
