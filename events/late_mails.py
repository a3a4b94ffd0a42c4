"""News and reminders that have not gone a quarter of an hour after they should have: counts, per action and moment."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from events import wording
from events.messages import topic_of
from notifications.models import Delivery
from notifications.querysets import DeliveryQuerySet

AFTER = dt.timedelta(minutes=15)
WATCHED_FOR = dt.timedelta(days=2)
# What failed before was found by an earlier look; reading on would cost more with each mail that has gone.
FAILED_LATELY = dt.timedelta(hours=3)
State = Delivery.State
# What is watched, and how it is called in a sentence.
WATCHED = {
    "events.announcement": _("news about a change"),
    "events.word": _("a message from the host"),
    "events.reminder": _("the reminder"),
}
WAITING = (State.PLANNED, State.CLAIMED)
FAILED = (State.FAILED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Late:
    """Mails of one kind that were due at one minute. `waiting` are tried again, `failed` are not."""

    kind: str
    due_at: dt.datetime
    waiting: int = 0
    failed: int = 0
    gone: int = 0

    @property
    def unsent(self) -> int:
        return self.waiting + self.failed

    @property
    def number(self) -> int:
        return self.unsent + self.gone

    @property
    def what(self) -> str:
        return str(WATCHED[self.kind])


def late_dates(*, now: dt.datetime) -> Mapping[int, set[tuple[str, dt.datetime]]]:
    """Kinds and minutes of what is late, by the id of the date. Reads what waits and what has failed lately, so it
    costs nothing while all is well."""
    found: dict[int, set[tuple[str, dt.datetime]]] = defaultdict(set)
    failed = Q(state__in=FAILED, settled_at__gt=now - FAILED_LATELY)
    for rows in (_waiting(_due(now=now)), _due(now=now).filter(failed)):
        for topic, kind, due_at in rows.order_by().values_list("topic", "kind", "due_at").distinct():
            found[int(topic.rpartition(":")[2])].add((kind, minute_of(due_at)))
    return found


def count_late(occurrences: Collection[int], *, now: dt.datetime) -> list[Late]:
    """What is late about these dates, the newest first; two queries at most."""
    topics = [topic_of(pk) for pk in occurrences]
    rows = _due(now=now).filter(topic__in=topics)
    unsent = _waiting(rows) | rows.filter(state__in=FAILED)
    since = unsent.aggregate(first=Min("due_at"))["first"]
    if since is None:
        return []
    counted = rows.filter(due_at__gte=minute_of(since)).order_by().values_list("kind", "due_at", "state")
    return _summed(counted.annotate(number=Count("pk")))


def say_late(late: Late, language: str) -> dict[str, str]:
    """The words of a sentence about it, with digits of the language."""
    numbers = {name: getattr(late, name) for name in ("unsent", "waiting", "failed", "number")}
    return {"what": late.what} | {name: wording.say_number(value, language) for name, value in numbers.items()}


def minute_of(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)


def _due(*, now: dt.datetime) -> DeliveryQuerySet:
    return Delivery.objects.filter(kind__in=list(WATCHED), due_at__lte=now - AFTER, due_at__gt=now - WATCHED_FOR)


def _waiting(rows: DeliveryQuerySet) -> DeliveryQuerySet:
    """What may have arrived is not among them."""
    return rows.filter(settled_at=None, state__in=WAITING)


def _summed(rows: Iterable[tuple[str, dt.datetime, str, int]]) -> list[Late]:
    sums: dict[tuple[str, dt.datetime], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind, due_at, state, number in rows:
        if state == State.NOT_OWED:
            continue
        column = "failed" if state in FAILED else "waiting" if state in WAITING else "gone"
        sums[kind, minute_of(due_at)][column] += number
    found = [Late(kind, due_at, **numbers) for (kind, due_at), numbers in sums.items()]
    return sorted((late for late in found if late.unsent), key=lambda late: late.due_at, reverse=True)
