"""The outbox: one row per message owed. No address stands here and no foreign key points upwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.kinds import CHANNEL_LENGTH, KEY_LENGTH, KIND_LENGTH, RECIPIENT_LENGTH, TOPIC_LENGTH
from notifications.querysets import DeliveryQuerySet


class Delivery(models.Model):
    """One message owed to one recipient over one channel; `kind` says which MessageKind can make it.

    `settled_at` is null as long as the message is still to be sent, or to be sent again. `lease_until` (the
    database's clock) is the instant before which no drainer takes the row: somebody holds it, or it waits to be
    tried again; `due_at` keeps saying when it should have gone.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        KEPT = "kept", _("kept in the local mail box")
        UNCERTAIN = "uncertain", _("perhaps sent")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("too late")
        NOT_OWED = "not_owed", _("no longer owed")

    kind = models.CharField(max_length=KIND_LENGTH)
    recipient = models.CharField(max_length=RECIPIENT_LENGTH)
    topic = models.CharField(max_length=TOPIC_LENGTH)
    channel = models.CharField(max_length=CHANNEL_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    message_id = models.CharField(max_length=320, unique=True)

    due_at = models.DateTimeField()
    not_after = models.DateTimeField()
    urgency = models.PositiveSmallIntegerField()
    order_at = models.DateTimeField()
    topic_change = models.PositiveIntegerField(default=0)

    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    claim_token = models.UUIDField(null=True, blank=True)
    last_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    payload = models.BinaryField(null=True, blank=True)  # opaque: only the kind's app can open it

    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["urgency", "order_at", "due_at"], condition=Q(settled_at=None), name="delivery_claim_order"
            ),
            models.Index(fields=["due_at"], condition=Q(settled_at=None), name="delivery_due"),
            models.Index(fields=["topic", "due_at"], condition=Q(settled_at=None), name="delivery_topic"),
            models.Index(fields=["recipient"], name="delivery_recipient"),
            models.Index(fields=["settled_at"], condition=Q(settled_at__isnull=False), name="delivery_settled"),
            models.Index(fields=["settled_at"], condition=Q(state="failed"), name="delivery_failed"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(urgency__lte=3), name="delivery_urgency_is_0_to_3"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "claimed"], settled_at=None)
                | Q(state="uncertain")
                | Q(state__in=["sent", "kept", "failed", "expired", "not_owed"], settled_at__isnull=False),
                name="delivery_state_fits_settled_at",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", claim_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="claimed") & Q(claim_token=None)),
                name="delivery_only_claimed_has_a_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Topic(models.Model):
    """What messages are about. `change` rises whenever what was prepared about it may have become wrong; a topic
    without a row has change 0."""

    name = models.CharField(max_length=TOPIC_LENGTH, unique=True)
    change = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name
