"""Removes what is finished, and ends what nobody will send."""

from datetime import datetime, timedelta

from notifications.actions.marks import mark
from notifications.channels import CHANNELS
from notifications.kinds import Outcome, Result
from notifications.models import Delivery

FINISHED_KEPT_FOR = timedelta(days=30)
ROWS_PER_TRANSACTION = 100


def sweep(*, now: datetime) -> int:
    """Delete deliveries that ended more than 30 days ago; returns how many. What waits for a channel that is turned
    off is expired when its time is over."""
    _expire_unsendable(now=now)
    old, number = Delivery.objects.settled_before(now - FINISHED_KEPT_FOR), 0
    while ids := list(old.values_list("pk", flat=True)[:ROWS_PER_TRANSACTION]):
        number += old.filter(pk__in=ids).delete()[0]
    return number


def _expire_unsendable(*, now: datetime) -> None:
    in_use = [name for name, channel in CHANNELS.items() if channel.is_on()]
    late = Delivery.objects.planned().filter(not_after__lt=now).exclude(channel__in=in_use).order_by("pk")
    over = Outcome(Result.EXPIRED, reason="its channel is off")
    while deliveries := list(late[:ROWS_PER_TRANSACTION]):
        mark([(delivery, over) for delivery in deliveries], now=now)
