"""Which reminders an organisation's events send, or one of them."""

import datetime as dt

from django.db import models
from django.db.models import Q

from events.reminder_rules import Rule, from_json


class ReminderRules(models.Model):
    """Of an organisation or of one of its events. `rules` null: as the organisation has set, or as everywhere. Without
    a row nothing was ever set. `changed_at` is when `rules` became null again, or what they are."""

    organization = models.OneToOneField(
        "accounts.Organization", models.CASCADE, null=True, related_name="reminder_rules"
    )
    event = models.OneToOneField("events.Event", models.CASCADE, null=True, related_name="reminder_rules")
    rules = models.JSONField(null=True, help_text="At most MOST_RULES of events.reminder_rules.Rule.")
    changed_at = models.DateTimeField()
    tidied_at = models.DateTimeField(null=True, help_text="When what was planned by older rules was taken back.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organization=None, event__isnull=False) | Q(organization__isnull=False, event=None),
                name="reminder_rules_of_one_owner",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(tidied_at=None), name="reminder_rules_to_tidy")]

    def __str__(self) -> str:
        return f"reminder rules {self.pk}"

    @property
    def own(self) -> tuple[Rule, ...] | None:
        return None if self.rules is None else from_json(self.rules)

    @property
    def follows_since(self) -> dt.datetime | None:
        """Since when it has none of its own, after it had."""
        return self.changed_at if self.rules is None else None
