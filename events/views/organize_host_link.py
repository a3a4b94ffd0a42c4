"""The link by which somebody without an account looks after an action: sent by mail, or shown once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.host import make_host_link
from events.errors import EventsError
from events.forms.call_table import HostLinkForm
from events.models import Event, Host
from events.views.form_pages import form_page, show_form
from events.views.organize_event import event_of_own_organization
from events.views.requests import SignedInRequest
from events.views.secret import secret_page


@dataclass(frozen=True, slots=True)
class Origin:
    """The page from which somebody came: `kept` are its fields that the form carries."""

    path: str
    title: str
    link_text: str
    kept: Mapping[str, str] = field(default_factory=dict)


@login_required
@secret_page
@form_page
def give_host_link(request: SignedInRequest, slug: str) -> HttpResponse:
    event = event_of_own_organization(request, slug)
    link = Host.objects.of_links().unsealed().filter(event=event).first()
    path = reverse("events:organize-event-detail", args=[slug])
    return give(request, event, link, Origin(path, event.title, _("Back to the action")))


def give(request: SignedInRequest, event: Event, link: Host | None, origin: Origin) -> HttpResponse:
    """By mail, or shown once to be passed on by hand; either way `link`, the one that there was, is dead."""
    form = HostLinkForm(request.POST or None, initial={"language": event.language})
    if request.method == "POST" and form.is_valid():
        by_hand = request.POST.get("step") == "show"
        address = "" if by_hand else form.cleaned_data["email"].strip()
        if not by_hand and not address:
            form.add_error("email", _("Write an address, or choose to pass the link on yourself."))
        else:
            return _give(request, event, link, origin, form, address=address)
    return _show(request, event, link, origin, form)


def _give(
    request: SignedInRequest, event: Event, link: Host | None, origin: Origin, form: HostLinkForm, *, address: str
) -> HttpResponse:
    language = form.cleaned_data["language"]
    try:
        _host, token = make_host_link(
            event, address=address or None, language=language, by=request.user, now=timezone.now()
        )
    except EventsError as error:
        form.take(error)
        return _show(request, event, link, origin, form)
    if address:
        messages.success(request, _("The link is on its way, unless that address had a mail from us just now."))
        return HttpResponseRedirect(origin.path)
    context = {"event": event, "origin": origin, "link_path": reverse("events:host-detail", args=[token])}
    return render(request, "events/host_link_shown.html", context)


def _show(
    request: SignedInRequest, event: Event, link: Host | None, origin: Origin, form: HostLinkForm
) -> HttpResponse:
    return show_form(request, "events/host_link_give.html", form, event=event, link=link, origin=origin)
