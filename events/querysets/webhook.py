"""Webhooks: whose, and which are on."""

from typing import Any, Self

from django.db import models

from accounts.querysets import OWNING_ROLES, organizations_with_role


class WebhookQuerySet(models.QuerySet[Any]):
    def owned_by(self, user: Any) -> Self:
        """Of the organisations that the person owns. Not of an operator: an address is often a secret."""
        return self.filter(organization__in=organizations_with_role(user, OWNING_ROLES))

    def on(self) -> Self:
        return self.filter(off_at=None)
