"""An action of one organisation under the call of another, from either side: ask, see what waits, take it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.actions.link_consent import ask_call, ask_event, detach_event
from events.errors import EventsError
from events.forms.link import AddressForm, CallAddressForm, EventAddressForm, found
from events.models import Call, Event, LinkConsent
from events.reading.links import links_of_call, links_of_event
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_call import own_call
from events.views.organize_event import event_of_own_organization
from events.views.requests import SignedInRequest


@login_required
@form_page
def links_of_own_call(request: SignedInRequest, slug: str) -> HttpResponse:
    """ "Does this action belong under your call?", asked of its organisers."""
    call = own_call(request, slug)
    form = EventAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        event = found(form, Event.objects.public().select_related("organization"))
        if event and _asked(request, form, lambda: ask_event(call, event, by=request.user, now=timezone.now())):
            return redirect("events:organize-call-links", slug)
    query = request.GET.get("q", "")
    context = {"call": call, "links": links_of_call(call, query=query), "query": query, "today": timezone.now().date()}
    return show_form(request, "events/link_call.html", form, **context)


@login_required
@form_page
def links_of_own_event(request: SignedInRequest, slug: str) -> HttpResponse:
    """May this action stand under the call of another?"""
    event = event_of_own_organization(request, slug)
    form = CallAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call = found(form, Call.objects.public().select_related("statement__organization"))
        if call and _asked(request, form, lambda: ask_call(event, call, by=request.user, now=timezone.now())):
            return redirect("events:organize-event-calls", slug)
    query = request.GET.get("q", "")
    context = {
        "event": event,
        "links": links_of_event(event, query=query),
        "query": query,
        "today": timezone.now().date(),
    }
    return show_form(request, "events/link_event.html", form, **context)


@login_required
@require_POST
def detach_from_own_call(request: SignedInRequest, slug: str, event: str) -> HttpResponse:
    call = own_call(request, slug)
    rows = Event.objects.visible_to(request.user).select_related("organization")
    row = get_object_or_404(rows, slug=event, answered_calls__call=call)
    return _detach(request, row, call, then=("events:organize-call-links", slug))


@login_required
@require_POST
def detach_own_event(request: SignedInRequest, slug: str, call: str) -> HttpResponse:
    event = event_of_own_organization(request, slug)
    rows = Call.objects.select_related("statement__organization")
    row = get_object_or_404(rows, slug=call, answered_by__event=event)
    return _detach(request, event, row, then=("events:organize-event-calls", slug))


def _asked(request: SignedInRequest, form: AddressForm, ask: Any) -> bool:
    """Whether the action took it; otherwise the form says why not."""
    try:
        row: LinkConsent = ask()
    except EventsError as error:
        form.add_error("address", error.message)
        return False
    said = _("It stands under the call now.") if row.is_given else _("Asked. The answer comes by mail.")
    messages.success(request, said)
    return True


def _detach(request: SignedInRequest, event: Event, call: Call, *, then: tuple[str, str]) -> HttpResponse:
    with refusal_shown(request):
        detach_event(event, call, by=request.user, now=timezone.now())
        messages.success(request, _("It no longer stands under the call."))
    return redirect(*then)
