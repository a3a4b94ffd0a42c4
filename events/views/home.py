"""The agenda: home, and the list of all actions with the one filter."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from events.actions.offer import takes_offers
from events.errors import EventsError
from events.filters import OccurrenceFilter
from events.models import Call, Campaign, Occurrence
from events.reading.agenda import Agenda, read_agenda
from events.reading.asked_for import calls_asked_for
from events.views.dates_list import about_filter
from events.wording import language_of_page

RUNNING_CAMPAIGNS = 3


ENTRIES_AT_HOME = 20
ENTRIES = 30


def show_home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    campaigns = Campaign.objects.public().running(on=now.date()).for_list()[:RUNNING_CAMPAIGNS]
    context = agenda_context(request, now=now, entries=ENTRIES_AT_HOME) | {
        "asked": calls_asked_for(now=now, language=language_of_page()),
        "campaigns": campaigns,
    }
    return render(request, "events/home.html", context, status=400 if context["problem"] else 200)


def list_events(request: HttpRequest) -> HttpResponse:
    context = agenda_context(request, now=timezone.now(), entries=ENTRIES)
    return render(request, "events/event_list.html", context, status=400 if context["problem"] else 200)


def agenda_context(request: HttpRequest, *, now: dt.datetime, entries: int) -> dict[str, Any]:
    """The filter as a form, the page of the agenda that it leaves, and what could not be understood."""
    chosen = OccurrenceFilter(request.GET, Occurrence.objects.public(), now=now)
    context: dict[str, Any] = {"filter": chosen, "today": chosen.today, "query": chosen.query, "problem": ""}
    try:
        chosen.check()
        agenda = _read_page(chosen, cursor=request.GET.get("page", ""), entries=entries, now=now)
    except EventsError as error:
        return context | {"agenda": Agenda([], None), "problem": error.message}
    return context | {"agenda": agenda, "hosts_call": _open_call(chosen, now=now)} | about_filter(request, chosen)


def _open_call(chosen: OccurrenceFilter, *, now: dt.datetime) -> Call | None:
    """The call that is asked for, where anybody may host under it."""
    call = chosen.found.get("call")
    return call if call and not settings.EMAIL_IS_OFF and takes_offers(call, now=now) else None


def _read_page(chosen: OccurrenceFilter, *, cursor: str, entries: int, now: dt.datetime) -> Agenda:
    """Without a window only what is not over; of one call every action stands for itself."""
    queryset = chosen.qs if chosen.has_window else chosen.qs.upcoming(at=now)
    is_of_one_call = bool(chosen.form.cleaned_data["call"])
    return read_agenda(
        queryset,
        cursor=cursor,
        entries=entries,
        fold=not is_of_one_call,
        newest_first=chosen.is_past,
        kilometres=chosen.kilometres,
    )
