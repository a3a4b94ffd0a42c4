"""All that waits for the one who is signed in: a sentence each, and its two buttons."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.actions.consent import settle
from events.reading.waiting import QUESTIONS, read_waiting
from events.views.form_pages import refusal_shown
from events.views.requests import SignedInRequest

ANSWERS = {"yes": True, "no": False}


@login_required
@require_safe
def show_waiting(request: SignedInRequest) -> HttpResponse:
    context = {"waiting": read_waiting(request.user), "today": timezone.now().date()}
    return render(request, "events/waiting.html", context)


@login_required
@require_POST
def answer(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Yes or no, said by the button."""
    accepts = ANSWERS.get(request.POST.get("answer", ""))
    if accepts is None:
        return HttpResponseBadRequest()
    if kind not in QUESTIONS:
        raise Http404
    question = get_object_or_404(QUESTIONS[kind].objects.answerable_by(request.user), pk=pk)
    with refusal_shown(request):
        settle(question, accepts=accepts, by=request.user, now=timezone.now())
        messages.success(request, _("Accepted.") if accepts else _("Declined."))
    return redirect("events:organize-waiting")
