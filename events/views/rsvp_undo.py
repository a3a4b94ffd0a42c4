"""Behind the link of the mail that tells of a change: as it was before. GET changes nothing."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.origins import refuse_foreign_origin
from events.actions.rsvp_undo import may_undo, undo_change
from events.contacts.undo import Undo, open_undo
from events.date_facts import facts_of, say_answer
from events.errors import EventsError
from events.models import RSVP, Occurrence
from events.views.secret import secret_page
from events.wording import language_of_page


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_rsvp_change(request: HttpRequest, occurrence: int, sealed: str) -> HttpResponse:
    undo = open_undo(sealed, occurrence_id=occurrence)
    rows = Occurrence.objects.select_related("event__organization", "event__listed_host", "schedule", "shown_place")
    date = rows.select_related("place").filter(pk=occurrence, event__published_at__isnull=False).first()
    if undo is None or date is None or not may_undo(date, now=timezone.now()):
        return render(request, "events/rsvp_gone.html", {"was_erased": False}, status=404)
    problem = ""
    if request.method == "POST":
        try:
            token = undo_change(undo, occurrence_id=occurrence, now=timezone.now())
        except EventsError as error:
            problem = error.message
        else:
            return HttpResponseRedirect(f"{reverse('events:rsvp-detail', args=[token])}?lang={undo.language}")
    return _show(request, undo, date, problem=problem)


def _show(request: HttpRequest, undo: Undo, date: Occurrence, *, problem: str) -> HttpResponse:
    language = language_of_page()
    was = undo.answered
    before = RSVP(occurrence=date, answer=was.answer, attendance=was.attendance, party_size=was.party_size)
    context = {
        "event": date.event,
        "facts": facts_of(date, language, now=timezone.now(), is_confirmed=False),
        "said": say_answer(before, language),
        "problem": problem,
        "title": _("As it was before?"),
    }
    return render(request, "events/rsvp_undo.html", context, status=422 if problem else 200)
