"""Saying that one comes, and the page behind the link. A POST is answered itself: no cookie and no address in the
browser's history may hold what somebody typed."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.limits import check_client_limit, check_limit
from accounts.origins import refuse_foreign_origin
from events import wording
from events.actions import rsvp_link
from events.actions.rsvp import join_occurrences
from events.date_facts import facts_of, say_answer, say_last_erasure
from events.errors import EventsError
from events.forms.rsvp import AnswerForm, RetryForm, RSVPForm, offered_dates, open_dates, rsvp_panel
from events.models import RSVP, Announcement, Event, Occurrence
from events.reading.date_changes import changes_of
from events.rsvp_links import OpenLink, open_link
from events.views.also_asked import MOST_TICKED, AlsoAsked, also_followed, confirm_ticked
from events.views.own_calendar import OwnCalendar
from events.views.own_devices import act_on_devices, devices_section
from events.views.own_reminders import OwnReminders
from events.views.requests import read_id
from events.views.secret import secret_page
from events.wording import language_of_page

TYPED = ("email", "wants_invitation", "name", "party_size")
LinkForm = AnswerForm | RetryForm


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def create_rsvp(request: HttpRequest, slug: str) -> HttpResponse:
    """The same answer for a known, an unknown, a duplicate, a full and a limited address."""
    event = get_object_or_404(Event.objects.public().for_page(), slug=slug)
    if request.method != "POST":
        return HttpResponseRedirect(f"{event.get_absolute_url()}#rsvp")
    dates = _offered_dates(event, ticked=set(request.POST.getlist("dates")))
    form = RSVPForm(request.POST, dates=dates)
    if "correct" in request.POST:
        return _show_form(request, event, dates, RSVPForm(dates=dates, initial=_typed(request)))
    is_within_limit = check_limit(request, action="rsvp")
    if not dates or not form.is_valid():
        return _show_form(request, event, dates, form, status=422)
    wish = form.wish()
    if wish.address is None and not is_within_limit:
        form.add_error(None, _("Many answers came from your network just now. With an e-mail address yours counts."))
        return _show_form(request, event, dates, form, status=429)
    if wish.address is not None and not check_client_limit(request, action="rsvp-mail"):
        form.add_error(None, _("Too many requests came from your network just now. Try again in a few minutes."))
        return _show_form(request, event, dates, form, status=429)
    try:
        token = join_occurrences(event, form.chosen(), wish=wish, now=timezone.now())
    except EventsError as error:
        form.take(error)
        return _show_form(request, event, dates, form, status=422)
    return _show_done(request, event, form, token=token)


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_rsvp(request: HttpRequest, token: str) -> HttpResponse:
    """The answers made in one go. GET changes nothing: mail scanners follow links."""
    link = open_link(token)
    if link is None:
        return _show_gone(request, status=404)
    if request.method != "POST":
        return _show_link(request, link, token)
    forms: dict[int, LinkForm] = {}
    own, reminders = OwnCalendar(), OwnReminders()
    problem = done = ""
    try:
        part = next((part for part in (own, reminders) if part.is_asked_by(request)), None)
        done = part.act(request, link) if part else _act(request, link, forms)
    except EventsError as error:
        problem = error.message
    link = open_link(token)
    if link is None:
        return _show_gone(request)
    return _show_link(request, link, token, forms=forms, own=own, reminders=reminders, problem=problem, done=done)


@csrf_exempt  # RFC 8058: the mail provider posts without cookies, from anywhere; the token is what counts
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program: no more mail about these answers, which stand."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("events:rsvp-detail", args=[token]) + "#mail")
    link = open_link(token)
    if link is None:
        return _show_gone(request, status=404)
    rsvp_link.set_mail(link, wants_mail=False, now=timezone.now())
    context = {"title": _("No more mail about this"), "text": _("You get no more mail about this. Your answer stands.")}
    return render(request, "events/rsvp_notice.html", context)


def _offered_dates(event: Event, *, ticked: set[str]) -> list[Occurrence]:
    now = timezone.now()
    dates = event.occurrences.select_related("schedule", "place", "shown_place")
    rows = list(dates.upcoming(at=now).in_agenda_order())
    for row in rows:
        row.event = event
    return offered_dates(rows, ticked=ticked, now=now)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What comes back to be corrected, as it was typed."""
    typed: dict[str, Any] = {name: request.POST.get(name, "")[:320] for name in TYPED}
    return typed | {"dates": request.POST.getlist("dates")[:MOST_TICKED], "attendance": request.POST.get("attendance")}


def _show_form(
    request: HttpRequest, event: Event, dates: list[Occurrence], form: RSVPForm, *, status: int = 200
) -> HttpResponse:
    panel = rsvp_panel(event, dates, now=timezone.now(), form=form)
    context = {"event": event, "panel": panel, "language_next": event.get_absolute_url()}
    return render(request, "events/rsvp_form.html", context, status=status)


def _show_done(request: HttpRequest, event: Event, form: RSVPForm, *, token: str | None) -> HttpResponse:
    now, language = timezone.now(), language_of_page()
    chosen = form.chosen()
    context = {
        "event": event,
        "address": form.cleaned_data.get("email", ""),
        "own_path": token and reverse("events:rsvp-detail", args=[token]),
        "dates": [facts_of(date, language, now=now, is_confirmed=False) for date in chosen],
        "first": chosen[0],
        "typed": [
            (name, value) for name in request.POST if name in form.fields for value in request.POST.getlist(name)
        ],
        "is_limited": rsvp_panel(event, chosen, now=now).is_limited,
        "language_next": event.get_absolute_url(),
    }
    return render(request, "events/rsvp_done.html", context)


def _act(request: HttpRequest, link: OpenLink, forms: dict[int, LinkForm]) -> str:
    """Does what the pressed button says and returns a sentence about it. Raises EventsError."""
    now, number = timezone.now(), read_id(request.POST.get("rsvp"))
    match request.POST.get("action"):
        case "confirm":
            also = {read_id(text) for text in request.POST.getlist("also")[:MOST_TICKED]}
            said = _say_confirmed(rsvp_link.confirm_batch(link, also=also, now=now))
            others = AlsoAsked(link.address, [], link.proposals, link.follows)
            return _("Confirmed. Thank you.") if confirm_ticked(request, others, now=now) else said
        case "change":
            changed = _fill(request, link, forms, form_class=AnswerForm, act=rsvp_link.change_rsvp)
            return _("Your answer has changed.") if changed else ""
        case "retry":
            has_room = _fill(request, link, forms, form_class=RetryForm, act=rsvp_link.retry_rsvp)
            return _("Confirmed. Thank you.") if has_room else ""
        case "keep":
            rsvp_link.keep_answer(link, number, now=now)
            return _("Good: your answer stands.")
        case "cancel":
            rsvp_link.cancel_rsvp(link, number, now=now)
            return _("You are not coming; your place is free again.")
        case "erase":
            rsvp_link.erase_rsvps([rsvp for rsvp in link.batch if number in (0, rsvp.pk)], now=now)
            return _("Erased.")
        case "push-on" | "push-off":
            return act_on_devices(request, link)
        case "no-mail":
            rsvp_link.set_mail(link, wants_mail=False, now=now)
            return _("You get no more mail about this. Your answer stands.")
        case "invitation":
            rsvp_link.set_invitation(link, is_wanted=True, now=now)
            return _("An invitation for your calendar is on its way.")
        case "no-invitation":
            rsvp_link.set_invitation(link, is_wanted=False, now=now)
            return _("A last mail takes it out of your calendar.")
        case "mail":
            rsvp_link.set_mail(link, wants_mail=True, now=now)
            return _("We write to you again.")
    raise EventsError(_("Nothing was chosen."))


def _fill(
    request: HttpRequest,
    link: OpenLink,
    forms: dict[int, LinkForm],
    *,
    form_class: type[LinkForm],
    act: Callable[..., object],
) -> object:
    """Does `act` with the form of one answer and returns what it returns; None where something has to be mended."""
    number = read_id(request.POST.get("rsvp"))
    rsvp = next((rsvp for rsvp in link.batch if rsvp.pk == number), None)
    if rsvp is None:
        raise EventsError(_("This answer is no longer there."))
    form = forms[number] = form_class(request.POST, rsvp=rsvp)
    if not form.is_valid():
        return None
    try:
        result = act(link, number, **form.answered(), now=timezone.now())
    except EventsError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
    del forms[number]
    return result


def _say_confirmed(result: rsvp_link.Confirmed) -> str:
    if len(result.confirmed) > 1:
        number = wording.say_digits(str(len(result.confirmed)), language_of_page())
        return _("All %(number)s are confirmed. Each action has a mail and a link of its own.") % {"number": number}
    if result.confirmed:
        return _("Confirmed. Thank you.")
    return "" if result.full else _("There was nothing left to confirm.")


def _show_link(
    request: HttpRequest,
    link: OpenLink,
    token: str,
    *,
    forms: dict[int, LinkForm] | None = None,
    own: OwnCalendar | None = None,
    reminders: OwnReminders | None = None,
    problem: str = "",
    done: str = "",
) -> HttpResponse:
    own, reminders = own or OwnCalendar(), reminders or OwnReminders()
    answers = [_answer(rsvp, (forms or {}).get(rsvp.pk)) for rsvp in link.batch]
    _tell_changes(answers)
    to_confirm = [answer for answer in answers if answer["waits"]]
    context = {
        "link": link,
        "event": link.rsvp.occurrence.event,
        "answers": answers,
        "to_confirm": to_confirm,
        "settled": [answer for answer in answers if not answer["waits"]],
        "others": [_answer(rsvp, None) for rsvp in link.others],
        "proposals": link.proposals,
        "follows": also_followed(link.follows, now=timezone.now()),
        "own_path": reverse("events:rsvp-detail", args=[token]) + _kept_language(request),
        "erased_on": say_last_erasure([rsvp.occurrence for rsvp in link.batch], language_of_page(), now=timezone.now()),
        "problem": problem,
        "done": done,
        "today": timezone.now().date(),
        "wants_mail": any(rsvp.wants_mail for rsvp in link.batch),
        "wants_invitation": any(rsvp.wants_invitation for rsvp in link.batch),
        "has_confirmed": any(rsvp.is_confirmed for rsvp in link.batch),
        "own_calendar": own.section(link),
        "own_reminders": reminders.section(link),
        "devices": devices_section(link),
    }
    asked = [form for form in (own.form, reminders.form, *(forms or {}).values()) if form is not None]
    has_problem = bool(problem) or any(form.errors for form in asked)
    return render(request, "events/rsvp_detail.html", context, status=422 if has_problem else 200)


def _answer(rsvp: RSVP, form: LinkForm | None) -> dict[str, Any]:
    """One answer as the page shows it: neither name nor address."""
    now, language = timezone.now(), language_of_page()
    is_open = bool(open_dates([rsvp.occurrence], now=now))
    return {
        "rsvp": rsvp,
        "facts": facts_of(rsvp.occurrence, language, now=now, is_confirmed=rsvp.is_confirmed),
        "said": say_answer(rsvp, language),
        "form": (form or AnswerForm(rsvp=rsvp)) if is_open and rsvp.is_confirmed else None,
        "retry": (form or RetryForm(rsvp=rsvp)) if is_open and rsvp.state == RSVP.State.FULL else None,
        "waits": is_open and rsvp.state == RSVP.State.UNCONFIRMED,
        "today": now.date(),
    }


def _tell_changes(answers: Iterable[dict[str, Any]]) -> None:
    """Whom no mail reaches learns it here: what has changed about each date, what its host wrote, in one query."""
    dates = [answer["rsvp"].occurrence for answer in answers]
    told: dict[int, list[Announcement]] = defaultdict(list)
    for announcement in Announcement.objects.filter(occurrence__in=dates):
        told[announcement.occurrence_id].append(announcement)
    for answer, date in zip(answers, dates, strict=True):
        answer["changes"] = changes_of(date, told[date.pk])
        is_confirmed = answer["rsvp"].is_confirmed
        answer["words"] = [said for said in told[date.pk] if said.word] if is_confirmed else []


def _kept_language(request: HttpRequest) -> str:
    """The language of the mail that led here stays, whatever the browser asks for."""
    language = request.GET.get("lang")
    return f"?lang={language}" if language in dict(settings.LANGUAGES) else ""


def _show_gone(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    return render(request, "events/rsvp_gone.html", {"was_erased": status == 200}, status=status)
