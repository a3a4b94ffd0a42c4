"""Leaving: type an address, get one mail, see behind its link all that is held, erase it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.limits import check_limit
from accounts.origins import refuse_foreign_origin
from events import wording
from events.actions.leave import Held, ask_to_leave, leave_everything, open_held
from events.date_facts import facts_of, say_answer
from events.errors import EventsError
from events.forms.rsvp import LeaveForm
from events.views.also_asked import also_followed
from events.views.secret import secret_page
from events.wording import language_of_page


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """The same answer whether or not anything is held."""
    if settings.EMAIL_IS_OFF:
        text = _("This site sends no mail, so it holds no address that you could ask about.")
        return render(request, "events/rsvp_notice.html", {"title": _("Erase what I gave"), "text": text})
    if request.method != "POST":
        return render(request, "events/leave_form.html", {"form": LeaveForm()})
    form = LeaveForm(request.POST)
    is_within_limit = check_limit(request, action="leave")
    if not form.is_valid():
        return render(request, "events/leave_form.html", {"form": form}, status=422)
    if not is_within_limit:
        form.add_error(None, _("Too many requests came from your network just now. Try again in a few minutes."))
        return render(request, "events/leave_form.html", {"form": form}, status=429)
    address = form.cleaned_data["email"]
    try:
        ask_to_leave(address, language=language_of_page(), now=timezone.now())
    except EventsError as error:
        form.take(error)
        return render(request, "events/leave_form.html", {"form": form}, status=422)
    return render(request, "events/leave_sent.html", {"address": address})


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def leave_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST erases."""
    now, language = timezone.now(), language_of_page()
    held = open_held(token, now=now)
    if held is None:
        context = {
            "title": _("This link does not work any more"),
            "text": _("It was used, or it is older than 48 hours. You can ask for a new one."),
        }
        return render(request, "events/rsvp_notice.html", context, status=404)
    if request.method == "POST":
        never_again = bool(request.POST.get("never_again"))
        number = leave_everything(held, never_again=never_again, now=now)
        context = {"title": _("Erased"), "text": _say_erased(held, number, never_again=never_again, language=language)}
        return render(request, "events/rsvp_notice.html", context)
    answers = [
        {
            "event": rsvp.occurrence.event,
            "facts": facts_of(rsvp.occurrence, language, now=now, is_confirmed=rsvp.is_confirmed),
            "said": say_answer(rsvp, language),
            "rsvp": rsvp,
        }
        for rsvp in held.rsvps
    ]
    shown: dict[str, Any] = {
        "answers": answers,
        "follows": also_followed(held.follows, now=now),
        "held": held,
        "address": held.masked_address,
        "today": now.date(),
    }
    return render(request, "events/leave_held.html", shown)


def _say_erased(held: Held, number: int, *, never_again: bool, language: str) -> str:
    said = _("Nothing was held about this address.")
    if held.hosts or held.invitations or held.trusts or held.follows:
        said = _("All that was held about this address is erased.")
    elif number:
        words = {"number": wording.say_number(number, language)}
        said = ngettext("%(number)s answer is erased.", "%(number)s answers are erased.", number) % words
    return f"{said} {_('This site never writes to this address again.')}" if never_again else said
