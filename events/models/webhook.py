"""Servers of others that an organisation wants told: where they are, and how it goes."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.identifiers import new_id
from events.querysets.webhook import WebhookQuerySet


class Webhook(models.Model):
    """Address and secrets are sealed with the key "webhook:<id>": an address is often a secret itself. What was sent is
    in the outbox, as deliveries to "webhook:<id>". The secret before this one signs until `old_secret_until` too."""

    class News(models.TextChoices):
        PUBLISHED = "event.published", _("An action is published")
        CHANGED = "event.changed", _("An action is changed: time, place, text")
        CANCELLED = "event.cancelled", _("An action, or a date of it, is cancelled")

    class Off(models.TextChoices):
        OWNER = "owner", _("turned off by an owner")
        GONE = "gone", _("the server answered that it wants nothing more (410)")
        FAILING = "failing", _("nothing has arrived for a day or more")

    LABEL_LENGTH = 80
    MOST_PER_ORGANIZATION = 10

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="webhooks")
    label = models.CharField(max_length=LABEL_LENGTH)
    news = models.JSONField(default=list, help_text="What it is told of: values of News.")
    sealed_url = models.BinaryField()
    sealed_secret = models.BinaryField()
    sealed_old_secret = models.BinaryField(null=True)
    old_secret_until = models.DateTimeField(null=True, help_text="Until then messages carry a signature with it too.")
    failed_tries = models.PositiveIntegerField(default=0, help_text="Of what has ended since the last that arrived.")
    failing_since = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_because = models.CharField(max_length=8, choices=Off.choices, blank=True)
    created_at = models.DateTimeField()

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(off_at=None, off_because="") | (Q(off_at__isnull=False) & ~Q(off_because="")),
                name="webhook_off_because",
            ),
            models.CheckConstraint(condition=~Q(label=""), name="webhook_has_label"),
            models.CheckConstraint(
                condition=Q(sealed_old_secret=None, old_secret_until=None)
                | Q(sealed_old_secret__isnull=False, old_secret_until__isnull=False),
                name="webhook_old_secret_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"webhook {self.id}"

    def signs_twice(self, *, at: dt.datetime) -> bool:
        return self.old_secret_until is not None and at < self.old_secret_until

    @property
    def is_on(self) -> bool:
        return self.off_at is None
