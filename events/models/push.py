"""A device on which somebody who comes wants to be told too."""

from django.db import models

from events.identifiers import new_id
from events.models.rsvp import RSVP
from events.querysets.rsvp import PushSubscriptionQuerySet


class PushSubscription(models.Model):
    """What the browser has named (its push service and two keys), sealed with the data key of the date. The hash under
    that key finds the same browser again, within this answer only; it dies with the key."""

    MOST_PER_ANSWER = 5

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    rsvp = models.ForeignKey(RSVP, models.CASCADE, related_name="push_subscriptions")
    sealed_browser = models.BinaryField()
    endpoint_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = PushSubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rsvp", "endpoint_hash"], name="push_browser_once_per_answer")]

    def __str__(self) -> str:
        return f"push subscription {self.id}"
