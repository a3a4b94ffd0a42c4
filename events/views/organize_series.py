"""What concerns all dates of an action: another rule or hour, another place, an end to all of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.actions import event as actions
from events.actions.details import Details
from events.actions.schedule import reschedule
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.occurrence import CancelForm, PlaceForm, SeriesForm
from events.forms.when import initial_timing
from events.forms.where import initial_where
from events.models import Event
from events.reading.series_to_come import read_series_to_come
from events.reading.told import Told, told_of_all_dates
from events.views.form_pages import form_page, show_form
from events.views.organize_event import own_event, own_places, version_now
from events.views.requests import SignedInRequest
from events.wall_time import zone_names


@login_required
@form_page
def change_series(request: SignedInRequest, slug: str) -> HttpResponse:
    """`?from=2027-03-30`: that date and the following ones."""
    event = own_event(request, slug)
    schedule = event.schedules.running().get()
    to_come = read_series_to_come(schedule, date_slug=request.GET.get("from", "")[:20], now=timezone.now())
    initial = initial_timing(to_come.timing) | {"from_on": to_come.from_on, "version": event.version}
    form = SeriesForm(request.POST or None, initial=initial)
    form.default_zone, form.stands = schedule.zone, to_come.timing

    def act(**given: Any) -> None:
        reschedule(event, timing=form.timing(), from_on=form.cleaned_data["from_on"], **given)

    return _change(
        request,
        event,
        form,
        act,
        title=_("Change the series"),
        button=_("Change the series and tell people"),
        lead=_("The same day keeps who is coming. A date that falls away is cancelled, and who was coming is told."),
        done=_("The series is changed. Who is coming is told."),
    )


@login_required
@form_page
def change_place_of_all(request: SignedInRequest, slug: str) -> HttpResponse:
    event = own_event(request, slug)
    form = PlaceForm(request.POST or None, initial=initial_where(event) | {"version": event.version})
    del form.fields["note"]

    def act(**given: Any) -> None:
        actions.edit_event(event, details=Details.of(event), where=form.where(), **given)

    return _change(
        request,
        event,
        form,
        act,
        title=_("Another place for all dates"),
        button=_("Change the place and tell people"),
        lead=_("For every date to come that has no place of its own."),
        done=_("The place is changed. Who is coming is told."),
    )


@login_required
@form_page
def cancel_event(request: SignedInRequest, slug: str) -> HttpResponse:
    event = own_event(request, slug)
    form = CancelForm(request.POST or None, initial={"version": event.version})

    def act(**given: Any) -> None:
        actions.cancel_event(event, **form.values(), **given)

    return _change(
        request,
        event,
        form,
        act,
        title=_("Cancel the whole action"),
        button=_("Cancel all its dates and tell people"),
        lead=_("Every date to come is cancelled. The page stays, so that nobody stands there alone."),
        done=_("It is cancelled. Who was coming is told."),
        told=told_of_all_dates(event, now=timezone.now()),
    )


def _change(
    request: SignedInRequest,
    event: Event,
    form: ActionForm,
    act: Any,
    *,
    title: Promise,
    button: Promise,
    lead: Promise,
    done: Promise,
    told: Told | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.user, now=timezone.now(), version=form.cleaned_data["version"])
        except EventsError as error:
            form.take(error, version=version_now(event))
        else:
            messages.success(request, str(done))
            return redirect("events:organize-event-detail", event.slug)
    context = {
        "event": event,
        "title": title,
        "button": button,
        "lead": lead,
        "told": told,
        "places": own_places(request, [event.organization]),
        "zones": sorted(zone_names()) if "zone" in form.fields else [],
    }
    return show_form(request, "events/organize_series_form.html", form, **context)
