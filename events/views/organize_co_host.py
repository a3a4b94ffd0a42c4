"""Who hosts an action: its organisation asks others, each side may end it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Organization
from accounts.permissions import can_edit
from events.actions.co_host import end_co_host, invite_co_host
from events.errors import EventsError
from events.forms.link import OrganizationAddressForm, found
from events.models import Event
from events.permissions import may_edit
from events.reading.co_hosts import read_co_hosts
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_event import event_of_own_organization, own_event
from events.views.requests import SignedInRequest


@login_required
@form_page
def hosts_of_own_event(request: SignedInRequest, slug: str) -> HttpResponse:
    """All who host it see this; the organisation that it belongs to asks others."""
    form = OrganizationAddressForm(request.POST or None)
    event = event_of_own_organization(request, slug) if request.method == "POST" else own_event(request, slug)
    if request.method == "POST" and form.is_valid():
        organization = found(form, Organization.objects.all())
        if organization and _asked(request, form, event, organization):
            return redirect("events:organize-event-hosts", slug)
    query = request.GET.get("q", "")
    context = {
        "event": event,
        "co_hosts": read_co_hosts(event, query=query),
        "is_own": can_edit(request.user, event.organization),
        "own": set(Organization.objects.editable_by(request.user)),
        "query": query,
        "today": timezone.now().date(),
    }
    return show_form(request, "events/event_hosts.html", form, **context)


@login_required
@require_POST
def end_hosting(request: SignedInRequest, slug: str, organization: str) -> HttpResponse:
    event = own_event(request, slug)
    rows = event.co_hosts.standing().select_related("organization")
    row = get_object_or_404(rows, organization__slug=organization)
    with refusal_shown(request):
        end_co_host(event, row.organization, by=request.user, now=timezone.now())
        messages.success(request, _ended_words(row))
    if may_edit(request.user, event):
        return redirect("events:organize-event-hosts", slug)
    return redirect("events:organize-home")


def _asked(request: SignedInRequest, form: OrganizationAddressForm, event: Event, organization: Organization) -> bool:
    """Whether the action took it; otherwise the form says why not."""
    try:
        row = invite_co_host(event, organization, by=request.user, now=timezone.now())
    except EventsError as error:
        form.add_error("address", error.message)
        return False
    said = _("%(name)s hosts it too now.") if row.is_given else _("%(name)s is asked. The answer comes by mail.")
    messages.success(request, said % {"name": organization.name})
    return True


def _ended_words(row: Any) -> str:
    said = _("%(name)s no longer hosts it.") if row.is_given else _("%(name)s is no longer asked.")
    return said % {"name": row.organization.name}
