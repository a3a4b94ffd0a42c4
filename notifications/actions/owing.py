"""What the apps above say: this is owed, that may have changed, these are gone."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from notifications.actions.inserting import insert
from notifications.doorbell import ring_on_commit
from notifications.errors import NotificationsError
from notifications.kinds import Owed
from notifications.models import Delivery, Topic

# What is due within this time need not wait for the beat.
SOON = timedelta(seconds=2)
ROWS_TOGETHER = 500
HELD_BACK = 2**31 - 1  # no topic changes so often
PLANNED_ANEW = {"state": Delivery.State.PLANNED, "settled_at": None, "lease_until": None, "attempts": 0}


def owe(rows: Sequence[Owed], *, now: datetime) -> int:
    """Write what is owed and has no row of the same key yet; ring on commit if some of it is due.

    One query for each thousand rows; safe to call twice. Returns how many rows are new. Raises NotificationsError for a
    kind or a channel that does not exist.
    """
    if not rows:
        return 0
    new = write_owed(rows, now=now)
    if any(row.due_at <= now + SOON for row in new):
        ring_on_commit()
    return len(new)


def write_owed(rows: Sequence[Owed], *, now: datetime) -> list[Owed]:
    """As `owe`, without the bell; returns the new ones."""
    by_key = {row.key: row for row in rows}
    with transaction.atomic():
        new = insert(list(by_key.values()), now=now)
    return [row for key, row in by_key.items() if key in new]


def withdraw_all(topics: Iterable[str], *, now: datetime) -> None:
    """What was prepared about these may be wrong from now on: nothing of it goes out before it was prepared anew.

    Writes one row for each topic, however many messages there are, in one order, so that two callers wait for each
    other and for nothing else. Call it in the transaction that changes what they say.
    """
    names = sorted(set(topics))
    for start in range(0, len(names), ROWS_TOGETHER):
        some = names[start : start + ROWS_TOGETHER]
        known = set(Topic.objects.filter(name__in=some).values_list("name", flat=True))
        Topic.objects.bulk_create([Topic(name=name) for name in some if name not in known], ignore_conflicts=True)
        with transaction.atomic():
            rows = Topic.objects.select_for_update().filter(name__in=some).order_by("name")
            Topic.objects.filter(pk__in=[row.pk for row in rows]).update(change=F("change") + 1)


def hold_back(deliveries: QuerySet[Delivery]) -> int:
    """As `withdraw`, for these alone: what was prepared of them does not go out before it was prepared anew. What is on
    the wire already is marked as ever. Returns how many are still to come."""
    return deliveries.filter(settled_at=None).update(topic_change=HELD_BACK)


def call_off(deliveries: QuerySet[Delivery], *, reason: str, now: datetime) -> int:
    """Those of `deliveries` that are still to come are not owed any more. Returns how many.

    Only so that nobody sees them planned at a time that is wrong: `prepare` would have said the same.
    """
    called_off = {"state": Delivery.State.NOT_OWED, "reason": reason, "settled_at": now, "lease_until": None}
    return deliveries.filter(state=Delivery.State.PLANNED).update(**called_off)


def unplan(deliveries: QuerySet[Delivery]) -> int:
    """Remove those of `deliveries` that are still to come, so that they may be owed again. In transactions of some
    hundred rows where none is open. Returns how many."""
    planned, number = deliveries.filter(state=Delivery.State.PLANNED), 0
    while pks := list(planned.values_list("pk", flat=True)[:ROWS_TOGETHER]):
        with transaction.atomic():
            number += planned.filter(pk__in=pks).delete()[0]
    return number


def forget(recipients: Iterable[str], *, now: datetime) -> int:
    """Remove every delivery of these recipients, also one that is being prepared: it is not sent. Returns how many."""
    return Delivery.objects.for_recipients(recipients).delete()[0]


def make_due(delivery_id: int, *, now: datetime) -> bool:
    """Let a message that is still to come be due now, through the same planner and fences. False if it is not."""
    planned = Delivery.objects.planned().filter(pk=delivery_id)
    if not planned.update(due_at=now, lease_until=None):
        return False
    ring_on_commit()
    return True


def retry_failed_about(topics: Iterable[str], *, besides: Iterable[str] = (), now: datetime) -> int:
    """Plan once more what failed about `topics` and is not too late, but to the recipients `besides`. Returns how
    many."""
    failed = Delivery.objects.failed().filter(topic__in=list(topics), not_after__gt=now)
    failed = failed.exclude(recipient__in=list(besides))
    number = failed.update(**PLANNED_ANEW)
    if number:
        ring_on_commit()
    return number


def send_again(delivery_id: int, *, now: datetime, not_after: datetime) -> bool:
    """Plan what has ended, however it did, once more: due now, with the same Message-ID. False if it has not ended."""
    ended = Delivery.objects.filter(pk=delivery_id, settled_at__isnull=False)
    if not ended.update(**PLANNED_ANEW, last_code="", reason="", due_at=now, not_after=not_after):
        return False
    ring_on_commit()
    return True


def retry_failed(delivery_id: int, *, now: datetime) -> None:
    """Plan once more what failed, or ended as perhaps sent. Raises NotificationsError for anything else, and where its
    time is over."""
    states = [Delivery.State.FAILED, Delivery.State.UNCERTAIN]
    failed = Delivery.objects.filter(pk=delivery_id, state__in=states, settled_at__isnull=False, not_after__gt=now)
    if not failed.update(**PLANNED_ANEW, last_code=""):
        raise NotificationsError(_("This message did not fail, or it is too late for it."))
    ring_on_commit()
