"""A proposal behind its link: confirmed, changed and sent again, withdrawn by one button each."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions.proposal import UNSETTLED, confirm_proposals, resend_proposal, withdraw_proposal
from events.errors import EventsError
from events.forms.proposal import ProposalForm
from events.hosts import address_of
from events.models import Call, Host, Proposal
from events.reading.passages import passage_for, with_passages
from events.views.also_asked import AlsoAsked, confirm_ticked, read_also_asked
from events.views.host_path import done_path, own_path
from events.views.proposal import kit_of, show_proposal_form
from events.wording import language_of_page

State = Proposal.State
DONE = {
    "confirmed": gettext_lazy("Confirmed. Thank you."),
    "sent": gettext_lazy("Sent again. Thank you."),
    "renewed": gettext_lazy("This is your new link. Keep it: the old one does not work any more."),
}


def answer(request: HttpRequest, host: Host, token: str) -> HttpResponse:
    proposal = host.proposal
    if request.method != "POST":
        wants_change = "change" in request.GET and proposal.state in UNSETTLED
        return _show_form(request, proposal, token) if wants_change else _show(request, host, token)
    try:
        return _act(request, host, token)
    except EventsError as error:
        return _show(request, host, token, problem=error.message)


def _act(request: HttpRequest, host: Host, token: str) -> HttpResponse:
    """Does what the pressed button says. Raises EventsError."""
    proposal, now = host.proposal, timezone.now()
    match request.POST.get("action"):
        case "confirm":
            also = _also_asked(host)
            confirm_proposals([proposal], address=also.address, now=now, link_of=host)
            confirm_ticked(request, also, now=now)
            return HttpResponseRedirect(done_path(request, token, "confirmed"))
        case "resend":
            return _resend(request, proposal, token)
        case "withdraw":
            withdraw_proposal(proposal, now=now)
            if proposal.state == State.UNCONFIRMED:
                context = {"title": _("Erased"), "text": _("Nothing is left of this proposal.")}
                return render(request, "events/host_notice.html", context)
            return HttpResponseRedirect(own_path(request, token))
    raise EventsError(_("Nothing was chosen."))


def _resend(request: HttpRequest, proposal: Proposal, token: str) -> HttpResponse:
    form = ProposalForm(request.POST, call=proposal.call, kit=kit_of(proposal.call), proposal=proposal)
    if not form.is_valid():
        return _show_form(request, proposal, token, form)
    try:
        resend_proposal(proposal, offer=form.offer(), now=timezone.now())
    except EventsError as error:
        form.take(error)
        return _show_form(request, proposal, token, form)
    return HttpResponseRedirect(done_path(request, token, "sent"))


def _show_form(request: HttpRequest, proposal: Proposal, token: str, form: ProposalForm | None = None) -> HttpResponse:
    call = with_passages(Call.objects.for_list()).get(pk=proposal.call_id)
    form = form or ProposalForm(call=call, kit=kit_of(call), proposal=proposal)
    form.call = call
    return show_proposal_form(request, form, own_path=own_path(request, token), proposal=proposal)


def _show(request: HttpRequest, host: Host, token: str, *, problem: str = "") -> HttpResponse:
    proposal, now = host.proposal, timezone.now()
    also = _also_asked(host)
    call = with_passages(Call.objects.for_list()).get(pk=proposal.call_id)
    context: dict[str, Any] = {
        "proposal": proposal,
        "call": call,
        "anchor": passage_for(call, language=language_of_page()),
        "also": also.rows(now=now),
        "proposals": also.proposals,
        "follows": also.followed(now=now),
        "address": also.masked_address,
        "own_path": own_path(request, token),
        "change_path": own_path(request, token, change="1"),
        "done": DONE.get(request.GET.get("done", "")),
        "problem": problem,
        "is_unsettled": proposal.state in UNSETTLED,
        "today": now.date(),
    }
    return render(request, "events/proposal_detail.html", context, status=422 if problem else 200)


def _also_asked(host: Host) -> AlsoAsked:
    return read_also_asked(address_of(host), since=host.link_made_at, besides=host)
