"""Which reminders go out: set for an organisation, or for one event in place of its organisation's.

A rule is never rewritten: a changed one is a new one, so that only moments later than the change are owed by it.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organization
from events.actions.announcement import withdraw_prepared
from events.errors import EventsError
from events.models import Event, Occurrence, ReminderRules
from events.permissions import Editor, check_editor, check_event_editor
from events.reading.reminders import rules_of, rules_of_organization
from events.reminder_rules import MOST_RULES, Rule
from events.reminders import EARLIEST_OF_ALL, LATEST_OF_ALL

Owner = Organization | Event
Change = Callable[[Sequence[Rule]], Sequence[Rule]]
DATES_TOGETHER = 500


def add_reminder(owner: Owner, rule: Rule, *, by: Editor, now: dt.datetime) -> Rule:
    """`rule` with an id of its own. Raises EventsError naming the field."""
    new = _new(rule, now=now)

    def add(rules: Sequence[Rule]) -> Sequence[Rule]:
        _check_room(rules, new)
        return [*rules, new]

    _change(owner, add, by=by, now=now)
    return new


def change_reminder(owner: Owner, rule_id: str, rule: Rule, *, by: Editor, now: dt.datetime) -> Rule:
    """As `rule` says, under another id. Raises EventsError naming the field, also where somebody else was faster."""
    new = _new(rule, now=now)

    def change(rules: Sequence[Rule]) -> Sequence[Rule]:
        old = _found(rules, rule_id)
        others = [one for one in rules if one != old]
        _check_room(others, new)
        return rules if old.says_the_same_as(new) and set(old.whom) == set(new.whom) else [*others, new]

    _change(owner, change, by=by, now=now)
    return new


def remove_reminder(owner: Owner, rule_id: str, *, by: Editor, now: dt.datetime) -> None:
    """Raises EventsError where it is gone already."""

    def remove(rules: Sequence[Rule]) -> Sequence[Rule]:
        old = _found(rules, rule_id)
        return [one for one in rules if one != old]

    _change(owner, remove, by=by, now=now)


@transaction.atomic
def follow_reminders(owner: Owner, *, by: Editor, now: dt.datetime) -> None:
    """An event as its organisation has set, an organisation as everywhere. Safe to call twice."""
    held = _lock(owner, by=by)
    if held is not None and held.rules is not None:
        _save(held, None, now=now)


@transaction.atomic
def _change(owner: Owner, change: Change, *, by: Editor, now: dt.datetime) -> None:
    """Starts from what is in force: the first change takes that over."""
    held = _lock(owner, by=by)
    if isinstance(owner, Event):
        rules, new = rules_of(_fresh_event(owner)), ReminderRules(event=owner)
    else:
        fresh = Organization.objects.select_related("reminder_rules").get(pk=owner.pk)
        rules, new = rules_of_organization(fresh), ReminderRules(organization=owner)
    changed = change(rules)
    if changed is not rules:
        _save(held or new, changed, now=now)


def _lock(owner: Owner, *, by: Editor) -> ReminderRules | None:
    """The owner's row first: two first changes do not both make one. Raises EventsError."""
    if isinstance(owner, Event):
        check_event_editor(by, owner)
        Event.objects.select_for_update().only("pk").get(pk=owner.pk)
        return ReminderRules.objects.filter(event=owner).first()
    check_editor(by, owner)
    Organization.objects.select_for_update().only("pk").get(pk=owner.pk)
    return ReminderRules.objects.filter(organization=owner).first()


def _fresh_event(event: Event) -> Event:
    fresh: Event = Event.objects.select_related("reminder_rules", "organization__reminder_rules").get(pk=event.pk)
    return fresh


def _save(held: ReminderRules, rules: Sequence[Rule] | None, *, now: dt.datetime) -> None:
    held.rules = None if rules is None else [rule.to_json() for rule in rules]
    held.changed_at, held.tidied_at = now, None
    held.save()
    for dates in _dates_in_pieces(held, now=now):
        withdraw_prepared(dates, now=now)


def _dates_in_pieces(held: ReminderRules, *, now: dt.datetime) -> Iterator[list[int]]:
    """The ids of all dates about which a reminder by these rules may be on its way just now."""
    of_owner = Q(event=held.event_id) if held.event_id else Q(event__organization=held.organization_id)
    soon = Q(starts_at__lt=now + EARLIEST_OF_ALL, ends_at__gt=now - LATEST_OF_ALL)
    pks = list(Occurrence.objects.filter(of_owner, soon).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), DATES_TOGETHER):
        yield pks[start : start + DATES_TOGETHER]


def _new(rule: Rule, *, now: dt.datetime) -> Rule:
    return replace(rule.checked(), id=secrets.token_hex(6), since=now)


def _check_room(others: Sequence[Rule], new: Rule) -> None:
    if len(others) >= MOST_RULES:
        raise EventsError(_("At most %(max)s reminders. Remove one first.") % {"max": MOST_RULES})
    if any(one.says_the_same_as(new) for one in others):
        raise EventsError(_("There is one at this moment already: change whom it is for."), field="number")


def _found(rules: Sequence[Rule], rule_id: str) -> Rule:
    rule = next((one for one in rules if one.id == rule_id), None)
    if rule is None:
        raise EventsError(_("Somebody else changed or removed this reminder in the meantime. Look again."))
    return rule
