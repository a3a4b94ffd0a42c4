"""An organiser's home: what wants doing, what is coming, what is not public yet."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organization
from events.models import AnsweredCall, Campaign, Event, Occurrence, Schedule, Statement
from events.models.event import Hours
from events.querysets.event import prefetch_co_hosts
from events.reading.calls_at_work import FEWEST, CallAtWork, read_calls_at_work
from events.reading.event_overview import EXTEND_WITHIN
from events.reading.waiting import count_waiting
from events.table_words import say_missing
from events.views.requests import SignedInRequest
from events.wording import language_of_page

COMING = 15
DRAFTS = 20
CAMPAIGNS = 20
SOON = dt.timedelta(days=14)
LOOKING_BACK = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Tasks:
    """What wants doing: dates without an hour or a place though they are near, postponed ones, series that end."""

    hours: list[Occurrence]
    places: list[Occurrence]
    postponed: list[Occurrence]
    ending: list[Schedule]

    def __bool__(self) -> bool:
        return bool(self.hours or self.places or self.postponed or self.ending)


@login_required
@require_safe
def show_organize_home(request: SignedInRequest) -> HttpResponse:
    organizations = Organization.objects.editable_by(request.user)
    now = timezone.now()
    own = Event.objects.editable_by(request.user)
    calls = read_calls_at_work(organizations, now=now)
    coming = sorted(_dates(own).filter(pk__in=_next_dates(own, now=now))[:COMING], key=_day_and_hour)
    context = {
        "organizations": organizations,
        "waiting": count_waiting(request.user),
        "tasks": read_tasks(own, now=now, beside=calls),
        "calls": _with_missing(calls),
        "coming": coming,
        "several_zones": len({date.schedule.zone for date in coming}) > 1,
        "campaigns": _running_campaigns(organizations, now=now),
        "draft_events": _drafts(
            own.select_related("listed_host__claimed_by").prefetch_related(prefetch_co_hosts(Event))
        ),
        "draft_campaigns": _drafts(Campaign.objects.filter(organization__in=organizations)),
        "draft_statements": _draft_statements(organizations),
        "today": now.date(),
    }
    return render(request, "events/organize_home.html", context)


def _with_missing(calls: list[CallAtWork]) -> list[tuple[CallAtWork, str]]:
    """Each with what is missing, in words."""
    language = language_of_page()
    return [(one, say_missing(language, **one.missing)) for one in calls]


def read_tasks(events: Any, *, now: dt.datetime, beside: Iterable[CallAtWork] = ()) -> Tasks:
    """What answers one of the calls `beside` stands in its table, unless so few do that no table is needed."""
    counted = AnsweredCall.objects.filter(
        call__in=[one.call.pk for one in beside if one.actions >= FEWEST], event__isnull=False
    )
    dates = _dates(events).exclude(event__in=counted.values("event"))
    near = dates.filter(state=Occurrence.State.SCHEDULED, ends_at__gt=now, starts_at__lt=now + SOON)
    ending = (
        Schedule.objects.public()
        .running()
        .filter(
            event__in=_keys(events),
            event__cancelled_at=None,
            until_on__gte=now.date() - EXTEND_WITHIN,
            until_on__lte=now.date() + EXTEND_WITHIN,
        )
    )
    return Tasks(
        hours=list(near.filter(hours=Hours.TO_BE_ANNOUNCED)[:COMING]),
        places=list(near.filter(place_is_pending=True)[:COMING]),
        postponed=list(dates.filter(state=Occurrence.State.POSTPONED, purged_at=None)[:COMING]),
        ending=list(ending.exclude(rule="").select_related("event")[:COMING]),
    )


def _dates(events: Any) -> Any:
    mine = Occurrence.objects.public().filter(event__in=_keys(events))
    return mine.select_related("event", "schedule", "shown_place").in_agenda_order()


def _day_and_hour(date: Occurrence) -> tuple[dt.date, dt.time, int]:
    """As the clock there says, which the list shows: the instants of several zones stand in no order to a reader."""
    return date.local_day, date.start_time or dt.time(), date.pk


def _keys(events: Any) -> Any:
    return events.order_by().values("pk")


def _next_dates(events: Any, *, now: dt.datetime) -> Any:
    """The next date of each action: a weekly one does not push the others off the page."""
    open_dates = Occurrence.objects.public().scheduled().filter(event=OuterRef("pk"), ends_at__gt=now)
    return events.public().values_list(Subquery(open_dates.in_agenda_order().values("pk")[:1]))


def _running_campaigns(organizations: Any, *, now: dt.datetime) -> Any:
    """Public ones that have no end yet, or one that is not long past: what came of it may still be missing."""
    own = Campaign.objects.public().filter(organization__in=organizations)
    return own.exclude(end_on__lt=now.date() - LOOKING_BACK).order_by("-start_on", "-id")[:CAMPAIGNS]


def _drafts(rows: Any) -> Any:
    return rows.filter(published_at=None).select_related("organization").order_by("-created_at", "-id")[:DRAFTS]


def _draft_statements(organizations: Any) -> Any:
    """Their title is that of the only revision they have."""
    drafts = Statement.objects.filter(organization__in=organizations, published_at=None)
    return drafts.order_by("-created_at", "-id").prefetch_related("revisions")[:DRAFTS]
