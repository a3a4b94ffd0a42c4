"""What an organiser does with one date: move, postpone, cancel, put back, elsewhere. People are told each time."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from events.actions import occurrence as actions
from events.errors import EventsError
from events.forms import occurrence as forms
from events.forms.when import initial_moment
from events.forms.where import initial_where
from events.models import Announcement, Event, Occurrence
from events.models.event import Hours
from events.reading.attendees import read_attendees
from events.reading.date_changes import changes_of
from events.reading.event_overview import planned_messages, texts_to_copy
from events.reading.outbox import outbox_figures, read_late
from events.remembered import Remembered
from events.views.form_pages import form_page, show_form
from events.views.organize_event import own_event, own_places, version_now
from events.views.requests import SignedInRequest

State = Occurrence.State


@dataclass(frozen=True)
class Verb:
    """`states` in which it is offered; `initial` are the form's values as they stand."""

    name: str
    title: Promise
    button: Promise
    done: Promise
    form: type[forms.DateForm]
    act: Callable[..., Occurrence]
    states: frozenset[str]
    initial: Callable[[Occurrence], dict[str, Any]] = field(default=lambda occurrence: {})


SCHEDULED, POSTPONED, CANCELLED = (frozenset({state}) for state in (State.SCHEDULED, State.POSTPONED, State.CANCELLED))
VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "move",
            _("Another day or hour"),
            _("Move it and tell people"),
            _("It is moved. Who is coming is told."),
            forms.MoveForm,
            actions.move_occurrence,
            SCHEDULED,
            initial_moment,
        ),
        Verb(
            "new-date",
            _("Its new date"),
            _("Set the new date and tell people"),
            _("It has a new date. Who is coming is told."),
            forms.MoveForm,
            actions.give_new_date,
            POSTPONED,
            initial_moment,
        ),
        Verb(
            "place",
            _("Another place"),
            _("Change the place and tell people"),
            _("The place is changed. Who is coming is told."),
            forms.PlaceForm,
            actions.change_place,
            SCHEDULED | POSTPONED,
            initial_where,
        ),
        Verb(
            "online",
            _("Move it online"),
            _("Move it online and tell people"),
            _("It is online now. Who is coming is told."),
            forms.OnlineForm,
            actions.move_online,
            SCHEDULED | POSTPONED,
        ),
        Verb(
            "postpone",
            _("Postpone it without a new date"),
            _("Postpone it and tell people"),
            _("It is postponed. Who is coming is told."),
            forms.PostponeForm,
            actions.postpone_occurrence,
            SCHEDULED,
        ),
        Verb(
            "cancel",
            _("Cancel this date"),
            _("Cancel it and tell people"),
            _("It is cancelled. Who was coming is told."),
            forms.CancelForm,
            actions.cancel_occurrence,
            SCHEDULED | POSTPONED,
        ),
        Verb(
            "reinstate",
            _("It takes place after all"),
            _("Let it take place and tell people"),
            _("It takes place after all. Who was coming is told."),
            forms.ReinstateForm,
            actions.reinstate_occurrence,
            CANCELLED,
        ),
    )
}


@login_required
@require_safe
def show_own_date(request: SignedInRequest, slug: str, date: str) -> HttpResponse:
    event, occurrence = own_date(request, slug, date)
    now = timezone.now()
    newest = occurrence.announcements.changes().first()
    context = {
        "event": event,
        "occurrence": occurrence,
        "verbs": offered_verbs(occurrence, now=now),
        "changes": changes_of(occurrence, occurrence.announcements.changes()[:20]),
        "outbox": outbox_figures([occurrence.pk]),
        "late": read_late([occurrence.pk], now=now),
        "planned": planned_messages(occurrence),
        "attendees": read_attendees(occurrence),
        "texts": texts_to_copy(occurrence, announcement=newest),
        "today": now.date(),
    }
    return render(request, "events/organize_date.html", context)


@login_required
@form_page
def change_date(request: SignedInRequest, slug: str, date: str, verb: str) -> HttpResponse:
    """`step=preview` shows what people will be told, everything else does it."""
    event, occurrence = own_date(request, slug, date)
    chosen = verb_for(VERBS[verb], occurrence)
    initial = chosen.initial(occurrence) | {"version": event.version}
    form = chosen.form(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and request.POST.get("step") != "preview":
        try:
            changed = chosen.act(
                occurrence,
                **form.values(),
                by=request.user,
                now=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except EventsError as error:
            form.take(error, version=version_now(event))
        else:
            messages.success(request, _said_done(chosen, changed))
            return redirect("events:organize-occurrence-detail", slug, date)
    return _show_form(request, event, occurrence, chosen, form)


def own_date(request: SignedInRequest, slug: str, date: str) -> tuple[Event, Occurrence]:
    event = own_event(request, slug)
    rows = event.occurrences.select_related("schedule", "shown_place", "place")
    occurrence = get_object_or_404(rows, date_slug=date)
    occurrence.event = event
    return event, occurrence


def offered_verbs(occurrence: Occurrence, *, now: Any) -> list[Verb]:
    if occurrence.is_past(at=now) and not actions.was_postponed(occurrence):
        return []
    fitting = [verb_for(verb, occurrence) for verb in VERBS.values() if occurrence.state in verb.states]
    return [verb for verb in fitting if verb.name != "online" or occurrence.is_in_person]


def verb_for(verb: Verb, occurrence: Occurrence) -> Verb:
    """An hour that nobody knew is set, not moved; what was postponed when it was cancelled waits again."""
    if verb.name == "reinstate" and actions.was_postponed(occurrence):
        return replace(
            verb,
            title=_("It is postponed, not cancelled"),
            button=_("Let it wait for its new day and tell people"),
            done=VERBS["postpone"].done,
            form=forms.PostponeForm,
        )
    if verb.name != "move" or occurrence.hours != Hours.TO_BE_ANNOUNCED:
        return verb
    return replace(verb, title=_("Set the hour, or another day"), button=_("Set it and tell people"))


def _said_done(verb: Verb, changed: Occurrence) -> str:
    newest = changed.announcements.changes().first()
    is_hour_set = newest is not None and newest.kind == Announcement.Kind.HOUR_SET
    return str(_("The hour is set. Who is coming is told.") if is_hour_set else verb.done)


def _show_form(
    request: SignedInRequest, event: Event, occurrence: Occurrence, verb: Verb, form: forms.DateForm
) -> HttpResponse:
    is_sound = form.is_bound and not form.errors
    now = Remembered.of(occurrence)
    context = {
        "event": event,
        "occurrence": occurrence,
        "verb": verb,
        "now_shown": now,
        "then_shown": form.shown_after(now) if is_sound or not form.fields.keys() - {"note", "version"} else None,
        "people": occurrence.rsvps.confirmed().count(),
        "reachable": occurrence.rsvps.confirmed().reachable().count(),
        "places": own_places(request, [event.organization]),
        "today": timezone.now().date(),
    }
    return show_form(request, "events/organize_date_form.html", form, **context)
