"""An event and its dates, in public; a draft only for those who may edit it."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.accessibility import known_facts, unknown_topics
from events.forms.rsvp import rsvp_panel
from events.models import Event, Occurrence, OldSlug
from events.permissions import may_edit
from events.reading.date_changes import changes_of
from events.recurrence import describe_rule
from events.structured_data import json_ld
from events.wording import language_of_page

OTHER_DATES = 12


@require_safe
def show_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Its next date, and the others beside it; of what is over the last."""
    event = _find(request, slug)
    if event is None:
        return _redirect_old(slug)
    now = timezone.now()
    coming = _coming(event, now=now)
    chosen = next((row for row in coming if row.is_scheduled), None) or next(iter(coming), None)
    return _show(request, event, chosen or _dates(event).last(), coming, now=now)


@require_safe
def show_occurrence(request: HttpRequest, slug: str, date: str) -> HttpResponse:
    """One date, named by its original day."""
    event = _find(request, slug)
    if event is None:
        return _redirect_old(slug, date)
    occurrence = _dates(event).filter(date_slug=date).first()
    if occurrence is None:
        raise Http404
    now = timezone.now()
    return _show(request, event, occurrence, _coming(event, now=now), now=now)


def _show(
    request: HttpRequest, event: Event, occurrence: Occurrence | None, coming: list[Occurrence], *, now: dt.datetime
) -> HttpResponse:
    if occurrence is None:
        raise Http404
    for row in (occurrence, *coming):
        row.event = event
    context = _about(event, occurrence, coming, now=now)
    if event.is_published:
        dates = _with_chosen(coming, occurrence)
        context["panel"] = rsvp_panel(event, dates, now=now, ticked=occurrence.date_slug)
    if request.user.is_authenticated:
        context["can_edit"] = may_edit(request.user, event)
    return render(request, "events/event_detail.html", context)


def _with_chosen(coming: list[Occurrence], chosen: Occurrence) -> list[Occurrence]:
    """The dates that the box offers: the next ones, and the one of this page however far ahead it is."""
    next_ones = coming[:OTHER_DATES]
    return next_ones if chosen in next_ones else [*next_ones[:-1], chosen]


def _about(event: Event, occurrence: Occurrence, coming: list[Occurrence], *, now: dt.datetime) -> dict[str, Any]:
    others = [row for row in coming if row.pk != occurrence.pk]
    return {
        "event": event,
        "occurrence": occurrence,
        "today": now.date(),
        "is_over": occurrence.is_past(at=now),
        "changes": changes_of(occurrence, occurrence.announcements.changes()[:20]),
        "others": others[:OTHER_DATES],
        "has_more": len(others) > OTHER_DATES,
        "next_date": next((row for row in others if row.is_scheduled), None),
        "accessibility": list(known_facts(event.accessibility)),
        "not_known": unknown_topics(event.accessibility),
        "series": _series_in_words(occurrence),
        "json_ld": json_ld(occurrence) if occurrence.date_slug else "",
    }


def _series_in_words(occurrence: Occurrence) -> str:
    schedule = occurrence.schedule
    if not schedule.rule or schedule.until_on is None:
        return ""
    language = language_of_page()
    return describe_rule(schedule.rule, start_on=schedule.start_on, until_on=schedule.until_on, language=language)


def _find(request: HttpRequest, slug: str) -> Event | None:
    return Event.objects.visible_to(request.user).for_page().filter(slug=slug).first()


def _dates(event: Event) -> Any:
    return event.occurrences.select_related("schedule", "shown_place").in_agenda_order()


def _coming(event: Event, *, now: dt.datetime) -> list[Occurrence]:
    return list(_dates(event).upcoming(at=now)[: OTHER_DATES + 2])


def _redirect_old(slug: str, date: str = "") -> HttpResponse:
    """301 from a slug that it had before, 404 otherwise."""
    old = OldSlug.objects.filter(model="event", slug=slug).values("object_id")
    event = Event.objects.public().filter(pk__in=old).first()
    if event is None:
        raise Http404
    return HttpResponsePermanentRedirect(event.get_absolute_url() + (f"{date}/" if date else ""))
