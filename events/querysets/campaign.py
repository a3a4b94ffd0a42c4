"""Campaigns and their milestones."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Prefetch, Q

from events.querysets.editing import edited_by


class CampaignQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(published_at__isnull=False)

    def running(self, *, on: dt.date) -> Self:
        return self.filter(Q(end_on=None) | Q(end_on__gte=on), start_on__lte=on)

    def editable_by(self, user: Any) -> Self:
        return self.filter(edited_by(user))

    def visible_to(self, user: Any) -> Self:
        """Public ones, and drafts of the organisations in which `user` may edit."""
        return self.filter(Q(published_at__isnull=False) | edited_by(user))

    def for_list(self) -> Self:
        return self.select_related("organization").prefetch_related("targets", "demands")

    def for_page(self) -> Self:
        answered = self.model._meta.get_field("answered_calls").related_model
        return self.select_related("organization").prefetch_related(
            "targets__sources", "demands", "milestones", Prefetch("answered_calls", answered.objects.with_quote())
        )


class MilestoneQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(campaign__published_at__isnull=False)

    def between(self, after: dt.date, before: dt.date) -> Self:
        """On or after `after`, before `before`."""
        return self.filter(on__gte=after, on__lt=before)

    def for_calendar(self) -> Self:
        """All that a fragment shows, in a fixed number of queries."""
        campaign = self.model._meta.get_field("campaign").related_model
        answered = campaign._meta.get_field("answered_calls").related_model
        return self.select_related("campaign__organization").prefetch_related(
            Prefetch("campaign__answered_calls", answered.objects.for_calendar())
        )
