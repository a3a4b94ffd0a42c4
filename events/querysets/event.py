"""Events, schedules and their dates: what the public sees, what an organiser may change, what lists need."""

import datetime as dt
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Cast

from events.querysets.editing import edited_by
from events.wall_time import LONGEST, ONE_DAY

# What a calendar entry reads. A place and a link that are hidden are not even loaded.
_PLACE_IN_CALENDAR = ["name", "address_lines", "locality", "latitude", "longitude"]
_WHEREABOUTS_IN_CALENDAR = [
    *("attendance", "place_is_pending", "public_area", "town", "shown_online_url", "shown_place"),
    *(f"shown_place__{name}" for name in _PLACE_IN_CALENDAR),
]
_DATE_IN_CALENDAR = [
    *("schedule", "event", "original_on", "original_time", "date_slug", "state", "start_on", "start_time", "hours"),
    *("duration", "note", "ends_at"),
    *_WHEREABOUTS_IN_CALENDAR,
]
_EVENT_IN_CALENDAR = [
    *("slug", "kind", "title", "summary", "description", "published_at", "organization__name", "organization__slug"),
    *("campaign", "listed_host"),
    *_WHEREABOUTS_IN_CALENDAR,
]
_SCHEDULE_IN_CALENDAR = [
    *("uid", "sequence", "private_sequence", "change", "start_on", "start_time", "hours", "zone", "duration", "rule"),
    *("until_on", "exdates", "rdates", "ended_on", "created_at", "last_modified"),
    *(f"event__{name}" for name in _EVENT_IN_CALENDAR),
]
_QUOTE_IN_CALENDAR = [
    *("event", "campaign", "position", "call__slug", "call__statement__current__title", "anchor__exact"),
    *(f"anchor__revision__{name}" for name in ("number", "title", "language", "removed_at", "statement__slug")),
]


class EventQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(published_at__isnull=False)

    def editable_by(self, user: Any) -> Self:
        """Of the organisations in which `user` may edit, alone, with others, or under a name that they have claimed."""
        return self.filter(self._edited(user))

    def visible_to(self, user: Any) -> Self:
        """Public ones, and drafts that `user` may edit."""
        return self.filter(Q(published_at__isnull=False) | self._edited(user))

    def hosted_by(self, organizations: Any) -> Self:
        """Hosted by one of these, alone, with others, or under a name that it has claimed."""
        own = Q(organization__in=organizations) | Q(listed_host__claimed_by__in=organizations)
        return self.filter(own | self._co_hosted(Q(organization__in=organizations)))

    def seen_by(self, organization: Any) -> Self:
        """Public ones, and drafts of `organization` itself: what its editors may be told of, and count."""
        return self.filter(Q(published_at__isnull=False) | Q(organization=organization))

    def inheriting(self, kit: Any, name: str, text: str) -> Self:
        """Those that have the field `name` from `kit`, where it says `text`."""
        names = self.alias(inherited_names=Cast("inherited", models.TextField()))
        return names.filter(inherited_names__contains=f'"{name}"', kit=kit, **{name: text})

    def _edited(self, user: Any) -> Q:
        own = edited_by(user) | edited_by(user, path="listed_host__claimed_by")
        return own | self._co_hosted(edited_by(user))

    def _co_hosted(self, by: Q) -> Q:
        co_hosts = self.model._meta.get_field("co_hosts").related_model
        return Q(pk__in=co_hosts.objects.given().filter(by).values("event"))

    def for_comparison(self) -> Self:
        """With what a pasted list is compared with, all dates too. Two queries."""
        return self.select_related("organization", "listed_host", "shown_place", "place").prefetch_related(
            prefetch_dates(self.model)
        )

    def for_page(self) -> Self:
        return self.select_related(
            "organization", "campaign", "shown_place", "listed_host__claimed_by"
        ).prefetch_related(prefetch_co_hosts(self.model), prefetch_quotes(self.model, "answered_calls"))


class ScheduleQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(event__published_at__isnull=False)

    def running(self) -> Self:
        return self.filter(ended_on=None)

    def for_calendar(self) -> Self:
        """All that a fragment shows and nothing else, in a fixed number of queries."""
        occurrences = self.model._meta.get_field("occurrences").related_model
        event = self.model._meta.get_field("event").related_model
        answered = event._meta.get_field("answered_calls").related_model
        rows = occurrences.objects.select_related("shown_place").only(*_DATE_IN_CALENDAR).order_by("original_on")
        return (
            self.select_related("event__organization", "event__shown_place")
            .only(*_SCHEDULE_IN_CALENDAR)
            .prefetch_related(
                "event__campaign",  # of few events: asked for only where one has it
                "event__listed_host__claimed_by",
                prefetch_co_hosts(event, "event__co_hosts"),
                Prefetch("occurrences", rows),
                Prefetch("event__answered_calls", answered.objects.for_calendar()),
            )
        )


class OccurrenceQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Dates of published events that have been published themselves."""
        return self.filter(event__published_at__isnull=False, date_slug__isnull=False)

    def hosted_by(self, organizations: Any) -> Self:
        """Of the events that one of these hosts alone or with others."""
        event = self.model._meta.get_field("event").related_model
        return self.filter(event__in=event.objects.hosted_by(organizations).order_by().values("pk"))

    def upcoming(self, *, at: dt.datetime) -> Self:
        """Not over at the instant `at`; what is postponed stays in for 30 days past the last date it had."""
        return self.filter(Q(ends_at__gt=at) | Q(state="postponed", ends_at__gt=at - dt.timedelta(days=30)))

    def scheduled(self) -> Self:
        return self.filter(state="scheduled")

    def overlapping(self, after: dt.datetime, before: dt.datetime) -> Self:
        """Whose time from start to end meets the window [after, before)."""
        meets = Q(ends_at__gt=after, starts_at__lt=before)
        if before - after <= LONGEST + ONE_DAY:
            return self.filter(meets)
        # None is longer than the window, so each begins or ends in it: two stretches of two indexes, whatever lies
        # before and after them.
        begins = Q(starts_at__gte=after, starts_at__lt=before)
        return self.filter(begins | Q(ends_at__gt=after, ends_at__lte=before))

    def in_agenda_order(self) -> Self:
        return self.order_by("local_day", "starts_at", "id")

    def for_list(self) -> Self:
        """All that a row of a list shows, in a fixed number of queries."""
        event = self.model._meta.get_field("event").related_model
        return self.select_related(
            "event__organization", "event__campaign", "event__listed_host__claimed_by", "schedule", "shown_place"
        ).prefetch_related(prefetch_co_hosts(event, "event__co_hosts"), prefetch_quotes(event, "event__answered_calls"))


class AnsweredCallQuerySet(models.QuerySet[Any]):
    def with_quote(self) -> Self:
        """The call, the exact passage and the statement it stands in, in the same query."""
        return self.filter(call__statement__published_at__isnull=False).select_related(
            "call", "anchor__revision__statement__organization", "call__statement__current"
        )

    def for_calendar(self) -> Self:
        """The quote and where it leads, without the texts that it is taken from."""
        public = self.filter(call__statement__published_at__isnull=False)
        return public.select_related("call__statement__current", "anchor__revision__statement").only(
            *_QUOTE_IN_CALENDAR
        )

    def public(self) -> Self:
        return self.filter(
            Q(event__published_at__isnull=False) | Q(campaign__published_at__isnull=False),
            call__statement__published_at__isnull=False,
        )


class AnnouncementQuerySet(models.QuerySet[Any]):
    def changes(self) -> Self:
        """What was another before; what a host only wrote is none."""
        return self.exclude(kind__in=["word", "urgent"])

    def words(self) -> Self:
        return self.filter(kind__in=["word", "urgent"])

    def made_at_once_with(self, *announcements: Any) -> Self:
        """These, and what the same changes did to other dates of a series: one mail tells all that were ticked."""
        alike = (Q(event=one.event_id, kind=one.kind, created_at=one.created_at) for one in announcements)
        return self.filter(reduce(or_, alike))


def prefetch_dates(event_model: Any, path: str = "occurrences") -> Prefetch:
    """All of them, with their schedules."""
    dates = event_model._meta.get_field("occurrences").related_model
    return Prefetch(path, dates.objects.select_related("schedule"))


def prefetch_quotes(event_model: Any, path: str) -> Prefetch:
    answered = event_model._meta.get_field("answered_calls").related_model
    return Prefetch(path, answered.objects.with_quote())


def prefetch_co_hosts(event_model: Any, path: str = "co_hosts") -> Prefetch:
    """Those that have accepted, with their organisations, for `events.who_hosts`."""
    consents = event_model._meta.get_field("co_hosts").related_model
    return Prefetch(path, consents.objects.given().select_related("organization"))
