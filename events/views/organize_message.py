"""An organiser writes to those who come to one date, sees what has become of it, and tries again what failed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events import wording
from events.actions.failed_mail import retry_failed_mails
from events.actions.word import write_word
from events.errors import EventsError
from events.forms.word import WordForm
from events.models import Occurrence
from events.reading.outbox import read_words
from events.reading.word_preview import preview_word
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_date import own_date
from events.views.organize_event import own_event
from events.views.requests import SignedInRequest
from events.wording import language_of_page


@login_required
@form_page
def write_message(request: SignedInRequest, slug: str, date: str) -> HttpResponse:
    """`step=word-preview` shows what people will read, everything else sends it."""
    _event, occurrence = own_date(request, slug, date)
    form = WordForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, occurrence, form)
    if request.POST.get("step") == "word-preview":
        return _show(request, occurrence, form, is_preview=True)
    try:
        write_word(occurrence, **form.words(), by=request.user, now=timezone.now())
    except EventsError as error:
        form.take(error)
        return _show(request, occurrence, form)
    messages.success(request, _("It is on its way to those who come."))
    return redirect(reverse("events:organize-occurrence-message", args=[slug, date]) + "#said")


@login_required
@require_POST
def retry_mails(request: SignedInRequest, slug: str) -> HttpResponse:
    event = own_event(request, slug)
    with refusal_shown(request):
        number = retry_failed_mails(event, by=request.user, now=timezone.now())
        said = ngettext("%(number)s mail is tried again.", "%(number)s mails are tried again.", number)
        messages.success(request, said % {"number": wording.say_number(number, language_of_page())})
    return HttpResponseRedirect(f"{reverse('events:organize-event-detail', args=[slug])}#mails")


def _show(
    request: SignedInRequest, occurrence: Occurrence, form: WordForm, *, is_preview: bool = False
) -> HttpResponse:
    now = timezone.now()
    is_over = occurrence.is_past(at=now)
    context = {
        "event": occurrence.event,
        "occurrence": occurrence,
        "preview": preview_word(occurrence, **form.words()) if is_preview else None,
        "words": read_words(occurrence),
        "can_write": occurrence.event.is_published and not is_over,
        "today": now.date(),
    }
    return show_form(request, "events/organize_message.html", form, **context)
