"""Readings of the outbox, for readyz, doctor, organisers' and operators' pages."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, Min, Q, When

if TYPE_CHECKING:
    from notifications.models import Delivery  # noqa: F401

# Of a message that was never tried, or that we could not make or send; any other is an answer.
OUR_CODES = ("", "prepare", "down")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def unsettled(self) -> Self:
        return self.filter(settled_at=None)

    def settled_before(self, at: datetime) -> Self:
        return self.filter(settled_at__lt=at)

    def due(self, at: datetime) -> Self:
        """What should be on its way at `at`: never tried, being sent, or waiting to be tried again."""
        return self.unsettled().filter(due_at__lte=at)

    def planned(self) -> Self:
        return self.filter(state="planned")

    def failed(self) -> Self:
        return self.filter(state="failed")

    def planned_for(self, topic: str) -> Self:
        """What is still to come about a topic, in the order of its minutes."""
        return self.unsettled().filter(topic=topic).order_by("due_at", "id")

    def for_recipients(self, recipients: Iterable[str]) -> Self:
        return self.filter(recipient__in=list(recipients))

    def oldest_due_age(self, now: datetime, *, others: Collection[str] = ()) -> timedelta:
        """How long the oldest due message has been waiting, zero when none is. What may already have arrived
        (uncertain) does not count.

        `others` are channels to servers of many others: who answered that it is to be tried again is waited for until
        then, which is no delay of ours.
        """
        answered = Q(channel__in=others, lease_until__isnull=False) & ~Q(last_code__in=OUR_CODES)
        since = Case(When(answered, then="lease_until"), default="due_at", output_field=models.DateTimeField())
        waiting = self.due(now).exclude(state="uncertain").annotate(since=since).filter(since__lte=now)
        oldest = waiting.aggregate(oldest=Min("since"))["oldest"]
        return now - oldest if oldest else timedelta(0)

    def counts_by_state(self) -> dict[str, int]:
        """Every state that has rows, with their number."""
        return dict(self.order_by().values_list("state").annotate(number=Count("id")))
