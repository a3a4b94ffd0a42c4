"""Hosts, proposals and checks: who waits for whom."""

from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q

from events.querysets.editing import edited_by
from events.querysets.event import prefetch_co_hosts, prefetch_dates, prefetch_quotes

_OF_NOTHING = Q(event=None, proposal=None)


class HostQuerySet(models.QuerySet[Any]):
    def of_nothing(self) -> Self:
        """Whose proposal went with its call: nothing is left to look after."""
        return self.filter(_OF_NOTHING)

    def of_links(self) -> Self:
        """The hosts without an account: at most one per action."""
        return self.filter(user=None)

    def unsealed(self) -> Self:
        """Without what is sealed; `has_address` says whether there is one."""
        has_address = ExpressionWrapper(Q(sealed_address__isnull=False), BooleanField())
        return self.defer("sealed_address", "sealed_token", "token_sha256").annotate(has_address=has_address)

    def reachable(self) -> Self:
        """Those of `confirmed` whose mail server takes mail for them."""
        return self.confirmed().filter(refused_at=None)

    def confirmed(self) -> Self:
        """Who has confirmed an address and looks after an action, or has a proposal that is not settled."""
        unsettled = Q(proposal__state__in=["waiting", "sent-back"])
        confirmed = self.of_links().filter(confirmed_at__isnull=False, sealed_address__isnull=False)
        return confirmed.filter(Q(event__isnull=False) | unsettled)

    def for_page(self) -> Self:
        """Those who have an action or a proposal, with all that a page or a mail shows of it, in a fixed number of
        queries."""
        event = self.model._meta.get_field("event").related_model
        dates = event._meta.get_field("occurrences").related_model.objects
        return (
            self.exclude(_OF_NOTHING)
            .select_related(
                "user",
                "event__organization",
                "event__listed_host__claimed_by",
                "event__shown_place",
                "event__kit__call",
                "event__reminder_rules",
                "event__organization__reminder_rules",
                "proposal__call__statement__organization",
                "proposal__call__statement__current",
            )
            .prefetch_related(
                Prefetch(
                    "event__occurrences", dates.select_related("schedule", "place", "shown_place").in_agenda_order()
                ),
                prefetch_co_hosts(event, "event__co_hosts"),
                prefetch_quotes(event, "event__answered_calls"),
            )
        )


class ProposalQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def reviewable_by(self, user: Any) -> Self:
        """Under calls of organisations in which `user` may edit; what nobody has confirmed is not shown."""
        return self.filter(edited_by(user, path="call__statement__organization")).exclude(state="unconfirmed")


class ListedActionQuerySet(models.QuerySet[Any]):
    def for_comparison(self) -> Self:
        """With what is compared with the text that they came from: all dates too. Two queries."""
        places = ("event__shown_place", "event__place")
        event = self.model._meta.get_field("event").related_model
        rows = self.select_related("event__organization", "event__listed_host", *places)
        return rows.prefetch_related(prefetch_dates(event, "event__occurrences"))
