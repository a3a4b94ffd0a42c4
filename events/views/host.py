"""The page behind a host's link: an action to look after, or a proposal on its way. GET changes nothing."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.origins import refuse_foreign_origin
from events.actions.host import renew_host_link
from events.errors import EventsError
from events.hosts import masked_address_of, open_host
from events.models import Host
from events.views import host_event, host_proposal
from events.views.host_path import done_path
from events.views.secret import secret_page


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_host(request: HttpRequest, token: str) -> HttpResponse:
    host = open_host(token)
    if host is None:
        return show_gone(request)
    if request.method == "POST" and request.POST.get("action") == "renew":
        return _renew(request, host)
    answer = host_proposal.answer if host.event is None else host_event.answer
    return answer(request, host, token)


def show_gone(request: HttpRequest) -> HttpResponse:
    return render(request, "events/host_gone.html", status=404)


def _renew(request: HttpRequest, host: Host) -> HttpResponse:
    """By mail where one reaches the host, so that whoever found the old link is left without; otherwise at once."""
    try:
        token = renew_host_link(host, now=timezone.now())
    except EventsError:
        return show_gone(request)
    if token is not None:
        return HttpResponseRedirect(done_path(request, token, "renewed"))
    text = _("We sent a new link to %(address)s. The old one does not work any more.")
    context = {"title": _("Your new link is on its way"), "text": text % {"address": masked_address_of(host)}}
    return render(request, "events/host_notice.html", context)
