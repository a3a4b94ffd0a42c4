"""Hosts, proposals and checks: who waits for whom."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q

from events.querysets.editing import edited_by


class HostQuerySet(models.QuerySet[Any]):
    def of_links(self) -> Self:
        """The hosts without an account: at most one per action."""
        return self.filter(user=None)

    def unsealed(self) -> Self:
        """Without what is sealed; `has_address` says whether there is one."""
        has_address = ExpressionWrapper(Q(sealed_address__isnull=False), BooleanField())
        return self.defer("sealed_address", "sealed_token", "token_sha256").annotate(has_address=has_address)


class ProposalQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def reviewable_by(self, user: Any) -> Self:
        """Under calls of organisations in which `user` may edit; what nobody has confirmed is not shown."""
        return self.filter(edited_by(user, path="call__statement__organization")).exclude(state="unconfirmed")


class HostCheckQuerySet(models.QuerySet[Any]):
    def answered_since(self, moment: dt.datetime) -> Self:
        return self.filter(answered_at__gte=moment)


class ListedActionQuerySet(models.QuerySet[Any]):
    def for_comparison(self) -> Self:
        return self.select_related("event__organization", "event__listed_host", "event__shown_place", "event__place")
