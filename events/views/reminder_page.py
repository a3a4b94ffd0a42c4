"""The rules of reminders as a form and buttons, whoever sets them: an organiser, or a host behind a secret link."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions import reminder as actions
from events.errors import EventsError
from events.forms.reminder import ReminderForm
from events.models import Event, Occurrence
from events.permissions import Editor
from events.reading.reminders import rules_of, rules_of_organization
from events.reminder_rules import MOST_RULES, Rule, in_order
from events.reminder_words import say_next, say_rule, say_whom
from events.wording import language_of_page


@dataclass(slots=True)
class ReminderPage:
    """One request. `done` names the button that was pressed with success; a refusal stands in the form, or, of a button
    without one, in `problem`."""

    owner: actions.Owner
    rules: list[Rule]
    changed: Rule | None
    form: ReminderForm
    done: str = ""
    problem: str = ""

    @property
    def context(self) -> dict[str, Any]:
        owner, language, today = self.owner, language_of_page(), timezone.now().date()
        held = getattr(owner, "reminder_rules", None)
        date = _next_date(owner) if isinstance(owner, Event) else None
        rows = [
            {
                "id": rule.id,
                "when": say_rule(rule, language),
                "whom": say_whom(rule, language),
                "next": say_next(rule, date, language, today=today) if date else "",
            }
            for rule in self.rules
        ]
        return {
            "form": self.form,
            "event": owner if isinstance(owner, Event) else None,
            "organization": owner.organization if isinstance(owner, Event) else owner,
            "has_own": held is not None and held.rules is not None,
            "rows": rows,
            "date": date,
            "changed": self.changed,
            "has_room": len(self.rules) < MOST_RULES,
            "most": MOST_RULES,
            "today": today,
        }


def answer(request: HttpRequest, owner: actions.Owner, *, by: Editor) -> ReminderPage:
    """Does what was posted, as `by`. GET changes nothing."""
    rules = in_order(rules_of(owner) if isinstance(owner, Event) else rules_of_organization(owner))
    asked = request.POST.get("rule") or request.GET.get("change")
    changed = next((rule for rule in rules if rule.id == asked), None)
    page = ReminderPage(owner, rules, changed, ReminderForm(rule=changed))
    button = request.POST.get("action", "") if request.method == "POST" else ""
    if button in ("add", "change"):
        page.form = ReminderForm(request.POST, rule=changed)
        if page.form.is_valid():
            _save(page, button, request.POST.get("rule", ""), by=by)
    elif button in ("remove", "follow"):
        _press(page, button, request.POST.get("rule", ""), by=by)
    return page


def say_done(button: str) -> str:
    """A sentence about what was pressed; empty for anything else."""
    if button == "remove":
        return _("This reminder is not sent any more.")
    return _("Saved. What has been sent by then is not sent again.") if button in ("add", "change", "follow") else ""


def _save(page: ReminderPage, button: str, rule_id: str, *, by: Editor) -> None:
    now = timezone.now()
    try:
        if button == "add":
            actions.add_reminder(page.owner, page.form.rule(), by=by, now=now)
        else:
            actions.change_reminder(page.owner, rule_id, page.form.rule(), by=by, now=now)
    except EventsError as error:
        page.form.take(error)
    else:
        page.done = button


def _press(page: ReminderPage, button: str, rule_id: str, *, by: Editor) -> None:
    now = timezone.now()
    try:
        if button == "remove":
            actions.remove_reminder(page.owner, rule_id, by=by, now=now)
        else:
            actions.follow_reminders(page.owner, by=by, now=now)
    except EventsError as error:
        page.problem = error.message
    else:
        page.done = button


def _next_date(event: Event) -> Occurrence | None:
    dates = event.occurrences.scheduled().filter(ends_at__gt=timezone.now()).select_related("schedule")
    date: Occurrence | None = dates.in_agenda_order().first()
    return date
