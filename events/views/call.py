"""Calls in public: the list, and all that answers one of them, by day and by town."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import can_edit
from events.actions.offer import takes_offers
from events.errors import EventsError
from events.filters import CallFilter
from events.models import Call, Occurrence
from events.paging import read_page
from events.reading.call_answers import answers_of
from events.reading.passages import passage_for, with_passages
from events.views.dates_list import dates_context
from events.wording import language_of_page


@require_safe
def list_calls(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    now = timezone.now()
    chosen = CallFilter(request.GET, Call.objects.public().for_list(), now=now)
    context: dict[str, Any] = {"filter": chosen, "rows": [], "page": None, "problem": "", "today": now.date()}
    try:
        chosen.check()
        calls = with_passages(chosen.qs)
        page = read_page(calls, order=["-created_at", "-id"], cursor=request.GET.get("page", ""))
        answers = answers_of([call.pk for call in page.rows], now=now)
        context |= {"page": page, "rows": [(call, _passage(call), answers[call.pk]) for call in page.rows]}
    except EventsError as error:
        context["problem"] = error.message
    return render(request, "events/call_list.html", context, status=400 if context["problem"] else 200)


@require_safe
def show_call(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    call = get_object_or_404(with_passages(Call.objects.public().for_list()), slug=slug)
    dates = Occurrence.objects.public().filter(event__answered_calls__call=call)
    context = dates_context(request, dates, scope={"call": call.slug}, now=now, fold=False) | {
        "call": call,
        "anchor": _passage(call),
        "answers": answers_of([call.pk], now=now)[call.pk],
        "hosts_call": call if takes_offers(call, now=now) and not settings.EMAIL_IS_OFF else None,
        "can_edit": can_edit(request.user, call.statement.organization),
    }
    return render(request, "events/call_detail.html", context, status=400 if context["problem"] else 200)


def _passage(call: Call) -> Any:
    return passage_for(call, language=language_of_page())
