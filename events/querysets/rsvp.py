"""RSVPs by state and by what is owed to them."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch

from events.querysets.event import prefetch_co_hosts, prefetch_quotes

LEAVE_LINK_LIFETIME = dt.timedelta(hours=48)


class RSVPQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        """Those who come, or perhaps: whom a change concerns."""
        return self.filter(state="confirmed")

    def reachable(self) -> Self:
        """Those whom a mail may reach: they gave an address and want mail."""
        return self.filter(address_hash__isnull=False, wants_mail=True)

    def for_page(self) -> Self:
        """All that a page or a mail about an answer shows, in a fixed number of queries, the next date first."""
        occurrence = self.model._meta.get_field("occurrence").related_model
        event = occurrence._meta.get_field("event").related_model
        dates = occurrence.objects.select_related(
            "event__organization__reminder_rules",
            "event__reminder_rules",
            "event__listed_host__claimed_by",
            "schedule",
            "place",
            "shown_place",
        ).prefetch_related(prefetch_co_hosts(event, "event__co_hosts"), prefetch_quotes(event, "event__answered_calls"))
        # Hundreds of answers are to the same few dates: each is read once, and they have it in common.
        in_order = self.order_by("occurrence__local_day", "occurrence__starts_at", "id")
        return in_order.prefetch_related(Prefetch("occurrence", dates))


class FormerLinkQuerySet(models.QuerySet[Any]):
    def opening_nothing(self, rsvps: RSVPQuerySet) -> Self:
        """Those of batches of which none of `rsvps` is left."""
        return self.filter(~Exists(rsvps.filter(batch=OuterRef("batch"))))


class PushSubscriptionQuerySet(models.QuerySet[Any]):
    def of_answers(self, rsvps: Any) -> Self:
        return self.filter(rsvp__in=rsvps)

    def to_tell(self) -> Self:
        """Those of people who come, and whose key is still there."""
        return self.filter(rsvp__state="confirmed", rsvp__occurrence__purged_at=None)


class PrivateFeedEntryQuerySet(models.QuerySet[Any]):
    def shown(self) -> Self:
        """Whose answer is confirmed, to a date that is public."""
        return self.filter(
            rsvp__state="confirmed",
            rsvp__occurrence__event__published_at__isnull=False,
            rsvp__occurrence__date_slug__isnull=False,
        )

    def for_feed(self) -> Self:
        """With the date and the place that confirmed people see, the next date first."""
        return self.select_related("rsvp__occurrence__place").order_by(
            "rsvp__occurrence__starts_at", "rsvp__occurrence", "rsvp__answer", "rsvp"
        )


class LeaveLinkQuerySet(models.QuerySet[Any]):
    def open(self, *, at: dt.datetime) -> Self:
        return self.filter(created_at__gt=at - LEAVE_LINK_LIFETIME)

    def over(self, *, at: dt.datetime) -> Self:
        return self.filter(created_at__lte=at - LEAVE_LINK_LIFETIME)
