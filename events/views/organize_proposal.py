"""What was proposed under a call, looked at: published, sent back with a reason, its host trusted."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import KeysUnavailable
from events import wording
from events.actions.review import approve_proposal, revoke_trust, send_back_all, send_back_proposal
from events.errors import EventsError
from events.forms.review import SendBackForm
from events.models import Call, Proposal, TrustedHost
from events.querysets.editing import edited_by
from events.reading.proposals import proposals_of_group, read_queue
from events.views.form_pages import refusal_shown
from events.views.organize_call import own_call
from events.views.organize_event import version_of
from events.views.requests import SignedInRequest
from events.wording import language_of_page

MOST_AT_ONCE = 200
MOST_PAGES = 1_000


@login_required
@require_safe
def list_proposals(request: SignedInRequest, slug: str) -> HttpResponse:
    return _show(request, own_call(request, slug))


@login_required
@require_POST
def answer_proposal(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The button says what: `approve`, `trust` (which approves too) or `back`."""
    call = own_call(request, slug)
    rows = Proposal.objects.reviewable_by(request.user).select_related("call__statement__organization", "host__user")
    proposal = get_object_or_404(rows, pk=pk, call=call)
    match request.POST.get("answer"):
        case "approve":
            _approve(request, proposal, trusts_host=False)
        case "trust":
            _approve(request, proposal, trusts_host=True)
        case "back":
            return _send_back(request, call, proposal)
        case _:
            return HttpResponseBadRequest()
    return redirect(_queue_path(request, call))


@login_required
@require_POST
def send_back_group(request: SignedInRequest, slug: str) -> HttpResponse:
    """All that say nearly the same, or are in one town, with one reason; so many at a time."""
    call = own_call(request, slug)
    form = SendBackForm(request.POST)
    key = request.POST.get("group", "")
    if form.is_valid():
        proposals = proposals_of_group(call, key, limit=MOST_AT_ONCE)
        try:
            reason = form.cleaned_data["reason"]
            number = send_back_all(proposals, reason=reason, by=request.user, now=timezone.now())
            messages.success(request, _sent_back_words(number))
            return redirect("events:organize-call-proposals", slug)
        except EventsError as error:
            form.take(error)
    return _show(request, call, group=key, group_form=form)


@login_required
@require_safe
def list_trusted(request: SignedInRequest) -> HttpResponse:
    return render(
        request, "events/trusted_list.html", {"trusted": _own_trusted(request), "today": timezone.now().date()}
    )


@login_required
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    trusted = get_object_or_404(_own_trusted(request), pk=pk)
    with refusal_shown(request):
        revoke_trust(trusted, by=request.user)
        messages.success(request, _("What they propose next waits for review again."))
    return redirect("events:organize-trusted-list")


def _approve(request: SignedInRequest, proposal: Proposal, *, trusts_host: bool) -> None:
    with refusal_shown(request):
        try:
            approve_proposal(
                proposal, by=request.user, now=timezone.now(), version=version_of(request), trusts_host=trusts_host
            )
        except KeysUnavailable as error:
            raise EventsError(error.message)
        messages.success(request, _("It is public now, and its host has the link to it."))


def _send_back(request: SignedInRequest, call: Call, proposal: Proposal) -> HttpResponse:
    form = SendBackForm(request.POST)
    if form.is_valid():
        try:
            version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
            send_back_proposal(proposal, reason=reason, by=request.user, now=timezone.now(), version=version)
            messages.success(request, _("Sent back. Its host reads why, and can send it again."))
            return redirect(_queue_path(request, call))
        except EventsError as error:
            form.take(error)
    return _show(request, call, refused={proposal.pk: form})


def _show(request: SignedInRequest, call: Call, *, group: str = "", **context: Any) -> HttpResponse:
    """422 where a reason was refused: it stands in its box."""
    query = request.GET.get("q", "")
    queue = read_queue(call, query=query, group=group or request.GET.get("group", ""), page=_page(request))
    refused = context.pop("refused", {})
    shown = {
        "call": call,
        "queue": queue,
        "query": query,
        "rows": [(row, refused.get(row.proposal.pk)) for row in queue.rows],
        "today": timezone.now().date(),
        "here": _part_in_sight(request),
        "language_next": _queue_path(request, call) if request.POST else "",
        **context,
    }
    status = 422 if refused or "group_form" in context else 200
    return render(request, "events/proposal_review.html", shown, status=status)


def _queue_path(request: SignedInRequest, call: Call) -> str:
    """Back to what was in sight: who reviews what a search has found, or a later page, goes on there."""
    return reverse("events:organize-call-proposals", args=[call.slug]) + _part_in_sight(request)


def _part_in_sight(request: SignedInRequest) -> str:
    given = {name: request.GET[name] for name in ("q", "group", "page") if request.GET.get(name)}
    return f"?{urlencode(given)}" if given else ""


def _page(request: SignedInRequest) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= MOST_PAGES:
        raise Http404
    return number


def _own_trusted(request: SignedInRequest) -> Any:
    return TrustedHost.objects.filter(edited_by(request.user)).select_related("organization")


def _sent_back_words(number: int) -> str:
    words = {"number": wording.say_number(number, language_of_page())}
    return ngettext("%(number)s proposal is sent back.", "%(number)s proposals are sent back.", number) % words
