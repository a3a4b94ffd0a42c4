"""An action as its organisers make it: posted in a few fields, a draft until one button publishes it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organization
from accounts.permissions import can_edit
from events.actions import event as actions
from events.actions.schedule import extend_schedule
from events.actions.whereabouts import Where
from events.errors import EventsError
from events.forms.event import EventForm, PublishedEventForm
from events.models import Call, Event, Host, Place
from events.querysets.editing import edited_by
from events.reading.event_overview import read_overview
from events.reading.kit import read_kit_use
from events.reading.reminders import rules_of
from events.reminder_words import say_rules
from events.views.form_pages import delete_draft, form_page, refusal_shown, show_form
from events.views.requests import SignedInRequest
from events.views.start import say_what_comes_next
from events.wall_time import zone_names
from events.wording import language_of_page


@login_required
@form_page
def new_event(request: SignedInRequest) -> HttpResponse:
    """`?call=<slug>` answers that call."""
    organizations = Organization.objects.editable_by(request.user)
    if not organizations:
        return render(request, "events/organize_nobody.html", status=403)
    form = EventForm(
        request.POST or None,
        organizations=organizations,
        today=timezone.now().date(),
        initial=_initial(request, organizations[0]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _after_saving(request, _create(request, form), form)
        except EventsError as error:
            form.take(error)
    return _show_form(request, form)


@login_required
@form_page
def edit_event(request: SignedInRequest, slug: str) -> HttpResponse:
    event = own_event(request, slug)
    form = _edit_form(request, event)
    if request.method == "POST" and form.is_valid():
        try:
            return _after_saving(request, _save(request, event, form), form)
        except EventsError as error:
            form.take(error, version=version_now(event))
    return _show_form(request, form, event=event)


@login_required
@require_safe
def show_own_event(request: SignedInRequest, slug: str) -> HttpResponse:
    event = own_event(request, slug)
    now = timezone.now()
    context = {
        "event": event,
        "overview": read_overview(event, now=now),
        "kit_use": read_kit_use(event),
        "is_own": can_edit(request.user, event.organization),
        "host_is_refused": Host.objects.of_links().filter(event=event, refused_at__isnull=False).exists(),
        "today": now.date(),
    }
    return render(request, "events/organize_event.html", context)


@login_required
@require_POST
def publish_event(request: SignedInRequest, slug: str) -> HttpResponse:
    answer = _do(request, slug, actions.publish_event, done=_("It is public now. Tell people: the text stands below."))
    say_what_comes_next(request, own_event(request, slug))
    return answer


@login_required
@require_POST
def extend_series(request: SignedInRequest, slug: str) -> HttpResponse:
    return _do(request, slug, extend_schedule, done=_("It goes on for another year."))


@login_required
@form_page
def delete_event(request: SignedInRequest, slug: str) -> HttpResponse:
    event = event_of_own_organization(request, slug)
    return delete_draft(
        request,
        event,
        lead=_("The draft and all its dates go for good. Nobody but your organisation has seen it."),
        back=reverse("events:organize-event-detail", args=[slug]),
        delete=lambda: actions.delete_draft(event, by=request.user, now=timezone.now()),
    )


def own_event(request: SignedInRequest, slug: str) -> Event:
    """Not yours is not found."""
    return get_object_or_404(Event.objects.editable_by(request.user).for_page(), slug=slug)


def event_of_own_organization(request: SignedInRequest, slug: str) -> Event:
    """Not of those that only host with it: they do not delete it, nor choose its calls and who else hosts it."""
    rows = Event.objects.filter(edited_by(request.user)).select_related("organization")
    return get_object_or_404(rows, slug=slug)


def own_places(request: SignedInRequest, organizations: Any) -> Any:
    """Offered to those who may edit there alone: whoever only hosts one action with them does not learn where they meet
    otherwise."""
    rows = Place.objects.filter(edited_by(request.user), organization__in=organizations)
    return rows.order_by("name", "id")[:200]


def version_now(event: Event) -> int:
    return Event.objects.values_list("version", flat=True).get(pk=event.pk)


def version_of(request: SignedInRequest) -> int | None:
    """The version that the page was opened with, in a form that has only a button."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _do(request: SignedInRequest, slug: str, action: Any, *, done: str) -> HttpResponse:
    event = own_event(request, slug)
    with refusal_shown(request):
        action(event, by=request.user, now=timezone.now(), version=version_of(request))
        messages.success(request, done)
    return redirect("events:organize-event-detail", slug)


def _initial(request: SignedInRequest, organization: Organization) -> dict[str, Any]:
    initial = {"language": organization.language, "zone": organization.zone}
    call = Call.objects.public().filter(slug=request.GET.get("call", "")[:60]).first()
    if call is None:
        return initial
    return initial | {
        "call": call.pk,
        "kind": "teach-in" if call.asks_for == Call.AsksFor.TEACH_IN else "rally",
        "start_on": call.window_start_on,
    }


def _edit_form(request: SignedInRequest, event: Event) -> EventForm | PublishedEventForm:
    organizations = Organization.objects.filter(pk=event.organization_id)
    data = request.POST or None
    how: dict[str, Any] = {"organizations": organizations, "is_own": can_edit(request.user, event.organization)}
    if event.is_published:
        return PublishedEventForm(data, event=event, **how)
    return EventForm(data, event=event, today=timezone.now().date(), **how)


def _create(request: SignedInRequest, form: EventForm) -> Event:
    action = actions.post_event if _wants(request, "publish") else actions.create_event
    return action(
        form.chosen_organization,
        details=form.details(),
        timing=form.timing(),
        where=form.where(),
        by=request.user,
        now=timezone.now(),
    )


def _save(request: SignedInRequest, event: Event, form: EventForm | PublishedEventForm) -> Event:
    version, now = form.cleaned_data["version"], timezone.now()
    if isinstance(form, PublishedEventForm):
        where = replace(Where.of(event), **form.limits())
        return actions.edit_event(event, details=form.details(), where=where, by=request.user, now=now, version=version)
    saved = actions.edit_event(
        event,
        details=form.details(),
        where=form.where(),
        timing=form.timing(),
        by=request.user,
        now=now,
        version=version,
    )
    return actions.publish_event(saved, by=request.user, now=now) if _wants(request, "publish") else saved


def _wants(request: SignedInRequest, step: str) -> bool:
    return request.POST.get("step") == step


def _after_saving(request: SignedInRequest, event: Event, form: EventForm | PublishedEventForm) -> HttpResponse:
    if isinstance(form, EventForm) and form.ends_next_day:
        messages.info(request, _("It ends on the next day: the end is before the start."))
    if _wants(request, "preview") and not event.is_published:
        return redirect(event)
    messages.success(request, _saved_words(request, event))
    if _wants(request, "publish"):
        say_what_comes_next(request, event)
    return redirect("events:organize-event-detail", event.slug)


def _saved_words(request: SignedInRequest, event: Event) -> str:
    if _wants(request, "publish"):
        return _("It is public now. Tell people: the text stands below.")
    return _("Saved.") if event.is_published else _("Saved as a draft. Nobody else sees it.")


def _show_form(
    request: SignedInRequest, form: EventForm | PublishedEventForm, *, event: Event | None = None
) -> HttpResponse:
    context = {
        "event": event,
        "is_new_or_draft": isinstance(form, EventForm),
        "places": own_places(request, form.organizations),
        "zones": sorted(zone_names()),
        "reminders": say_rules(rules_of(event), language_of_page()) if event else "",
    }
    return show_form(request, "events/organize_event_form.html", form, **context)
