"""An action behind its host's link: what stands, how many come, and what can be done about it, on one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions.event import edit_event
from events.actions.host import use_host_link, write_again
from events.actions.kit_field import take_kit_field
from events.actions.word import write_word
from events.date_facts import facts_of, say_last_erasure
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.host import HostMoveForm, HostPlaceForm, TextForm
from events.forms.word import WordForm
from events.hosts import address_of
from events.models import Event, Host, Occurrence
from events.models.event import Hours
from events.reading.event_overview import texts_to_copy
from events.reading.host_page import open_date, read_counts
from events.reading.kit import read_kit_use
from events.reading.outbox import read_late, read_words
from events.reading.reminders import rules_of
from events.reading.word_preview import WordPreview, preview_word
from events.reminder_rules import GOING, rules_for
from events.reminder_words import say_rules
from events.views.also_asked import AlsoAsked, confirm_ticked, read_also_asked
from events.views.host_path import done_path, own_path
from events.views.organize_date import VERBS, Verb, offered_verbs
from events.views.organize_event import version_now
from events.wording import language_of_page

# A trusted host has confirmed a proposal, or sent it again.
PUBLIC_AT_ONCE = gettext_lazy("It is public now: those who call trust you, so nobody looks at it first.")
DONE = {name: verb.done for name, verb in VERBS.items()} | {
    "hour-set": gettext_lazy("The hour is set. Who is coming is told."),
    "text": gettext_lazy("Saved."),
    "kit": gettext_lazy("It has the words of the call’s kit, and follows them."),
    "word": gettext_lazy("It is on its way to those who come."),
    "also": gettext_lazy("Confirmed. Thank you."),
    "mail": gettext_lazy("We write to you again."),
    "confirmed": PUBLIC_AT_ONCE,
    "sent": PUBLIC_AT_ONCE,
    "renewed": gettext_lazy("This is your new link. Keep it: the old one does not work any more."),
}


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that can be done, folded unless it is what is missing."""

    name: str
    title: str | Promise
    button: str | Promise
    form: ActionForm
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One request for the page of one date."""

    request: HttpRequest
    host: Host
    event: Event
    occurrence: Occurrence
    token: str

    @property
    def date(self) -> str:
        """In the address where the event has several."""
        return str(self.occurrence.pk) if len(self.event.occurrences.all()) > 1 else ""


def answer(request: HttpRequest, host: Host, token: str) -> HttpResponse:
    event = host.event
    assert event is not None  # the door has looked
    occurrence = open_date(event, chosen=request.GET.get("date", ""), now=timezone.now())
    page = Page(request, host, event, occurrence, token)
    if request.method != "POST":
        return _show(page, list(_tools(page)), WordForm())
    use_host_link(host, now=timezone.now())
    match request.POST.get("action"):
        case "word" | "word-preview":
            return _write(page)
        case "mail":
            write_again(page.host, now=timezone.now())
            return _done(page, "mail")
        case "also":
            confirm_ticked(request, _also_asked(page), now=timezone.now())
            return _done(page, "also")
        case "kit":
            return _take_from_kit(page)
    return _change(page)


def _take_from_kit(page: Page) -> HttpResponse:
    try:
        take_kit_field(page.event, page.request.POST.get("field", ""), by=page.host, now=timezone.now())
    except EventsError as error:
        return _show(page, list(_tools(page)), WordForm(), problem=error.message)
    return _done(page, "kit")


def _change(page: Page) -> HttpResponse:
    """What the form of one tool says."""
    action = page.request.POST.get("action", "")
    tools = list(_tools(page, posted=action))
    tool = next((tool for tool in tools if tool.name == action), None)
    if tool is None:
        return _show(page, tools, WordForm(), problem=_("This cannot be done any more. Look at how it stands."))
    if tool.form.is_valid():
        try:
            return _done(page, _act(page, tool))
        except EventsError as error:
            tool.form.take(error, version=version_now(page.event))
    return _show(page, tools, WordForm())


def _act(page: Page, tool: Tool) -> str:
    """Returns what was done. Raises EventsError, EditClash."""
    how: dict[str, Any] = {
        "by": page.host,
        "now": timezone.now(),
        "version": tool.form.cleaned_data["version"],
    }
    if isinstance(tool.form, TextForm):
        edit_event(page.event, details=tool.form.details(), **how)
        return tool.name
    changed = VERBS[tool.name].act(page.occurrence, **tool.form.values(), **how)  # type: ignore[attr-defined]
    is_hour_set = page.occurrence.hours == Hours.TO_BE_ANNOUNCED and changed.hours == Hours.TIMED
    return "hour-set" if tool.name == "move" and is_hour_set else tool.name


def _write(page: Page) -> HttpResponse:
    form = WordForm(page.request.POST)
    if not form.is_valid():
        return _show(page, list(_tools(page)), form)
    if page.request.POST["action"] == "word-preview":
        return _show(page, list(_tools(page)), form, word_preview=preview_word(page.occurrence, **form.words()))
    try:
        write_word(page.occurrence, **form.words(), by=page.host, now=timezone.now())
    except EventsError as error:
        form.take(error)
        return _show(page, list(_tools(page)), form)
    return _done(page, "word")


def _tools(page: Page, *, posted: str = "") -> Iterator[Tool]:
    """Those that the date's state allows, what is missing first, with what was posted to one of them."""
    verbs = [verb for verb in offered_verbs(page.occurrence, now=timezone.now()) if verb.name != "online"]
    tools = [_tool_of(verb, page, page.request.POST if verb.name == posted else None) for verb in verbs]
    yield from sorted(tools, key=lambda tool: not tool.is_missing)
    data = page.request.POST if posted == "text" else None
    asked = page.event.kit.questions if page.event.kit else ()
    text = TextForm(data, event=page.event, asked=asked, auto_id="id_text_%s")
    yield Tool("text", _("What it says, and who can take part"), _("Save"), text)


def _tool_of(verb: Verb, page: Page, data: Any) -> Tool:
    lacks_place = page.occurrence.is_in_person and page.occurrence.place_is_pending
    form = _form_of(verb, page, data)
    if verb.name == "place" and lacks_place:
        return Tool(verb.name, _("Set the place"), _("Set it and tell people"), form, is_missing=True)
    is_missing = verb.name == "new-date" or (verb.name == "move" and page.occurrence.hours == Hours.TO_BE_ANNOUNCED)
    return Tool(verb.name, verb.title, verb.button, form, is_missing=is_missing)


def _form_of(verb: Verb, page: Page, data: Any) -> ActionForm:
    initial = {"version": page.event.version}
    auto_id = f"id_{verb.name}_%s"
    if verb.name == "place":
        return HostPlaceForm(data, occurrence=page.occurrence, initial=initial, auto_id=auto_id)
    initial |= verb.initial(page.occurrence)
    if verb.name not in ("move", "new-date"):
        return verb.form(data, initial=initial, auto_id=auto_id)
    form = HostMoveForm(data, initial=initial, auto_id=auto_id)
    if verb.name == "move" and page.event.kit is not None:
        form.call = page.event.kit.call
    return form


def _done(page: Page, done: str) -> HttpResponse:
    return HttpResponseRedirect(done_path(page.request, page.token, done, date=page.date))


def _also_asked(page: Page) -> AlsoAsked:
    return read_also_asked(address_of(page.host), since=page.host.link_made_at, besides=page.host)


def _show(
    page: Page, tools: list[Tool], word: WordForm, *, problem: str = "", word_preview: WordPreview | None = None
) -> HttpResponse:
    event, occurrence, now = page.event, page.occurrence, timezone.now()
    language = language_of_page()
    also = _also_asked(page)
    newest = occurrence.announcements.changes().first()
    is_over = occurrence.is_past(at=now)
    context: dict[str, Any] = {
        "event": event,
        "occurrence": occurrence,
        "facts": facts_of(occurrence, language, now=now, is_confirmed=True),
        "dates": [date for date in event.occurrences.all() if date.pk != occurrence.pk and not date.is_over(at=now)],
        "counts": read_counts(occurrence),
        "tools": tools,
        "kit_use": read_kit_use(event),
        "word": word,
        "word_preview": word_preview,
        "words": read_words(occurrence),
        "late": read_late([occurrence.pk], now=now),
        "can_write": event.is_published and not is_over,
        "texts": texts_to_copy(occurrence, announcement=newest) if event.is_published else {},
        "also": also.rows(now=now),
        "proposals": also.proposals,
        "follows": also.followed(now=now),
        "address": also.masked_address,
        "reminders": say_rules(rules_for(rules_of(event), answer=GOING), language),
        "is_refused": page.host.refused_at is not None,
        "own_path": own_path(page.request, page.token, date=page.date),
        "token": page.token,
        "done": DONE.get(page.request.GET.get("done", "")),
        "problem": problem,
        "is_over": is_over,
        "erased_on": say_last_erasure(list(event.occurrences.all()), language, now=now),
        "today": now.date(),
    }
    has_problem = problem or word.errors or any(tool.form.errors for tool in tools)
    return render(page.request, "events/host_detail.html", context, status=422 if has_problem else 200)
