"""Which reminders an action sends, and which all actions of an organisation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organization
from events.actions import reminder as actions
from events.errors import EventsError
from events.forms.reminder import ReminderForm
from events.models import Event, Occurrence
from events.reading.reminders import rules_of, rules_of_organization
from events.reminder_rules import MOST_RULES, Rule, in_order
from events.reminder_words import say_next, say_rule, say_whom
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_event import own_event
from events.views.requests import SignedInRequest


@login_required
@form_page
def reminders_of_event(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, own_event(request, slug))


@login_required
@form_page
def reminders_of_organization(request: SignedInRequest, slug: str) -> HttpResponse:
    """For owners and organizers: what holds for each action that has none of its own."""
    return _page(request, get_object_or_404(Organization.objects.editable_by(request.user), slug=slug))


def _page(request: SignedInRequest, owner: actions.Owner) -> HttpResponse:
    rules = in_order(rules_of(owner) if isinstance(owner, Event) else rules_of_organization(owner))
    asked = request.POST.get("rule") or request.GET.get("change")
    changed = next((rule for rule in rules if rule.id == asked), None)
    form = ReminderForm(rule=changed)
    if request.method == "POST":
        if request.POST.get("action") in ("add", "change"):
            form = ReminderForm(request.POST, rule=changed)
            if form.is_valid() and _save(request, owner, form):
                return redirect(request.path)
        elif _press(request, owner):
            return redirect(request.path)
    return show_form(request, "events/reminders.html", form, **_context(owner, rules, changed))


def _save(request: SignedInRequest, owner: actions.Owner, form: ReminderForm) -> bool:
    """Whether the action took it; otherwise the form says why not."""
    by, now = request.user, timezone.now()
    try:
        if request.POST["action"] == "add":
            actions.add_reminder(owner, form.rule(), by=by, now=now)
        else:
            actions.change_reminder(owner, request.POST.get("rule", ""), form.rule(), by=by, now=now)
    except EventsError as error:
        form.take(error)
        return False
    messages.success(request, _("Saved. What has been sent by then is not sent again."))
    return True


def _press(request: SignedInRequest, owner: actions.Owner) -> bool:
    """A button without a form. Always done with: what is refused is said on the page."""
    by, now = request.user, timezone.now()
    with refusal_shown(request):
        if request.POST.get("action") == "remove":
            actions.remove_reminder(owner, request.POST.get("rule", ""), by=by, now=now)
            messages.success(request, _("This reminder is not sent any more."))
        elif request.POST.get("action") == "follow":
            actions.follow_reminders(owner, by=by, now=now)
            messages.success(request, _("Saved. What has been sent by then is not sent again."))
    return True


def _context(owner: actions.Owner, rules: list[Rule], changed: Rule | None) -> dict[str, Any]:
    language, today = get_language() or "en", timezone.now().date()
    held = getattr(owner, "reminder_rules", None)
    date = _next_date(owner) if isinstance(owner, Event) else None
    rows = [
        {
            "id": rule.id,
            "when": say_rule(rule, language),
            "whom": say_whom(rule, language),
            "next": say_next(rule, date, language, today=today) if date else "",
        }
        for rule in rules
    ]
    return {
        "event": owner if isinstance(owner, Event) else None,
        "organization": owner.organization if isinstance(owner, Event) else owner,
        "has_own": held is not None and held.rules is not None,
        "rows": rows,
        "date": date,
        "changed": changed,
        "has_room": len(rules) < MOST_RULES,
        "most": MOST_RULES,
        "today": today,
    }


def _next_date(event: Event) -> Occurrence | None:
    dates = event.occurrences.scheduled().filter(ends_at__gt=timezone.now()).select_related("schedule")
    date: Occurrence | None = dates.in_agenda_order().first()
    return date
