"""What becomes of planned reminders when a date moves, a clock changes, or other rules are set."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from events.messages import topic_of
from events.models import Occurrence, ReminderRules
from events.reading.reminders import reminders_of, rules_of, with_rules
from events.reminder_rules import DEFAULT_RULES
from events.reminders import LATEST_OF_ALL
from notifications.actions import call_off, unplan
from notifications.models import Delivery

# To those who come and to those who host; both name the rule, the date and its move at the end of their keys.
KINDS = ("events.reminder", "events.host_reminder")
DATES = 100
SETS = 20


def call_off_old_reminders(occurrence: Occurrence, *, now: datetime) -> None:
    """After a move: what was planned for its old time."""
    planned = Delivery.objects.filter(kind__in=KINDS, topic=topic_of(occurrence.pk))
    call_off(planned.exclude(key__endswith=f":{occurrence.pk}:{occurrence.moves}"), reason="moved", now=now)


def outdated_reminders(occurrence: Occurrence) -> Q:
    """Of what is planned about this date, the reminders that the planner is about to take back: it has moved, or other
    rules were set."""
    event = occurrence.event
    sets = [getattr(holder, "reminder_rules", None) for holder in (event, event.organization)]
    outdated = ~Q(key__endswith=f":{occurrence.pk}:{occurrence.moves}")
    if any(held is not None and held.tidied_at is None for held in sets):
        outdated |= ~_by_rules(rule.id for rule in rules_of(event))
    return Q(kind__in=KINDS) & outdated


def retime_reminders(occurrence: Occurrence) -> None:
    """The same reminders at the instants that the clock gives them now; `schedule` and the rules are loaded."""
    planned = Delivery.objects.planned().filter(kind__in=KINDS, topic=topic_of(occurrence.pk))
    rules = {rule.id: rule for rule in [*DEFAULT_RULES, *rules_of(occurrence.event)]}
    for rule in rules.values():
        for reminder in reminders_of(occurrence, [rule]):
            of_rule = planned.filter(key__contains=f":{rule.id}:{occurrence.pk}:")
            of_rule.update(due_at=reminder.due_at, not_after=reminder.not_after, order_at=occurrence.starts_at)


def take_back_old_rules(*, now: datetime) -> None:
    """What was planned by rules that no longer stand. It may be owed again: what somebody chose for themselves, or once
    the rule stands again."""
    changed = ReminderRules.objects.filter(tidied_at=None).order_by("pk")[:SETS]
    for held in changed:
        for dates in _dates_in_pieces(held, now=now):
            _take_back(dates)
        # Not if it has changed once more meanwhile.
        ReminderRules.objects.filter(pk=held.pk, changed_at=held.changed_at).update(tidied_at=now)


def _dates_in_pieces(held: ReminderRules, *, now: datetime) -> Iterator[Sequence[Occurrence]]:
    of_owner = Q(event=held.event_id) if held.event_id else Q(event__organization=held.organization_id)
    rows = Occurrence.objects.filter(of_owner, ends_at__gt=now - LATEST_OF_ALL, event__published_at__isnull=False)
    rows = rows.select_related(*with_rules("event")).order_by("pk")
    last = 0
    while dates := list(rows.filter(pk__gt=last)[:DATES]):
        yield dates
        last = dates[-1].pk


def _take_back(dates: Sequence[Occurrence]) -> None:
    topics: dict[frozenset[str], list[str]] = defaultdict(list)
    for date in dates:
        topics[frozenset(rule.id for rule in rules_of(date.event))].append(topic_of(date.pk))
    for rules, names in topics.items():
        unplan(Delivery.objects.filter(kind__in=KINDS, topic__in=names).exclude(_by_rules(rules)))


def _by_rules(rules: Iterable[str]) -> Q:
    """Planned by one of these; none is by no rules."""
    by_one = (Q(key__contains=f":{rule}:") for rule in sorted(rules))
    return reduce(or_, by_one, Q(pk__in=[]))
