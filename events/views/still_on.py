"""Is it still on? One button, and inputs only for what is missing. A POST is answered itself: the token stays where
it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.origins import refuse_foreign_origin
from events.actions.host_answer import say_not_on, say_still_on
from events.date_facts import facts_of
from events.errors import EventsError
from events.forms.still_on import StillOnForm
from events.hosts import open_host
from events.models import Event, Host
from events.reading.still_on import Question, read_question
from events.views.secret import secret_page
from events.wording import language_of_page


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing: mail scanners follow links."""
    host = open_host(token)
    if host is None:
        return render(request, "events/still_on_gone.html", status=404)
    question = read_question(host, now=timezone.now())
    if question is None:
        return redirect("events:host-detail", token)
    if request.method != "POST":
        return _show(request, token, question, StillOnForm(initial={"version": question.event.version}))
    form, done = StillOnForm(request.POST), ""
    try:
        if request.POST.get("answer") == "off":
            say_not_on(host, now=timezone.now())
            done = "off"
        else:
            done = _say_yes(host, question, form)
    except EventsError as error:
        form.take(error, version=Event.objects.values_list("version", flat=True).get(pk=question.event.pk))
    fresh = open_host(token)
    stands = read_question(fresh, now=timezone.now()) if fresh else None
    return _show(request, token, stands or question, form, done=done)


def _say_yes(host: Host, question: Question, form: StillOnForm) -> str:
    """Raises EventsError."""
    if question.date is None or not form.is_valid():
        return ""
    start_time, place = form.said()
    say_still_on(
        host,
        question.date,
        start_time=start_time,
        place=place,
        now=timezone.now(),
        version=form.cleaned_data["version"],
    )
    return "on"


def _show(request: HttpRequest, token: str, question: Question, form: StillOnForm, *, done: str = "") -> HttpResponse:
    language, now = language_of_page(), timezone.now()
    context: dict[str, Any] = {
        "question": question,
        "event": question.event,
        "form": form,
        "token": token,
        "done": done,
        "dates": [facts_of(date, language, now=now, is_confirmed=True) for date in question.dates[:12]],
        "more": max(0, len(question.dates) - 12),
        "asks_hour": question.asks_hour or bool(form.errors.get("start_time")),
        "asks_place": question.asks_place or bool(form.errors.get("place")),
    }
    return render(request, "events/still_on.html", context, status=422 if form.errors else 200)
