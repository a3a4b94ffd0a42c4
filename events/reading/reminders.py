"""Which rules an event has, and which reminders of a date somebody who comes is owed by them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from accounts.models import Organization
from events.models import RSVP, Event, Occurrence
from events.reminder_rules import AS_SET, DEFAULT_RULES, OWN_CHOICES, PARTICIPANTS, Rule, rules_for
from events.reminders import Reminder, plan_reminders

# So close to the start the confirmation counts as the next reminder.
CONFIRMATION_REMINDS = dt.timedelta(hours=24)
# For select_related of an event's path: what `rules_of` reads.
RULES = ("reminder_rules", "organization__reminder_rules")

# What somebody answered, and what they chose for themselves.
Variant = tuple[str, str]
VARIANTS: tuple[Variant, ...] = tuple(product(PARTICIPANTS, [AS_SET, *OWN_CHOICES]))


def with_rules(path: str) -> list[str]:
    """`event` gives what select_related needs of an occurrence."""
    return [f"{path}__{name}" for name in RULES]


def rules_of(event: Event) -> Sequence[Rule]:
    """Its own, or what its organisation has set, or the default."""
    held = getattr(event, "reminder_rules", None)
    if held is not None and held.own is not None:
        return held.own
    return _since(rules_of_organization(event.organization), held and held.follows_since)


def rules_of_organization(organization: Organization) -> Sequence[Rule]:
    held = getattr(organization, "reminder_rules", None)
    if held is not None and held.own is not None:
        return held.own
    return _since(DEFAULT_RULES, held and held.follows_since)


def reminders_of(occurrence: Occurrence, rules: Iterable[Rule]) -> list[Reminder]:
    """`schedule` is loaded."""
    return plan_reminders(
        rules,
        occurrence.start_on,
        start_time=occurrence.start_time,
        zone=occurrence.schedule.zone,
        ends_at=occurrence.ends_at,
    )


class DateReminders:
    """The reminders of one date for each kind of person; `schedule` and the rules of its event are loaded."""

    def __init__(self, occurrence: Occurrence) -> None:
        self.occurrence = occurrence
        self._rules = rules_of(occurrence.event)
        self._reminders: dict[Sequence[Rule], list[Reminder]] = {}  # most people are alike

    def of(self, variant: Variant) -> list[Reminder]:
        answer, own = variant
        rules = rules_for(self._rules, answer=answer, own=own)
        if rules not in self._reminders:
            self._reminders[rules] = reminders_of(self.occurrence, rules)
        return self._reminders[rules]

    def for_person(self, rsvp: RSVP) -> list[Reminder]:
        """All that there are, also what is over or was not owed in time."""
        return self.of((rsvp.answer, rsvp.reminders))

    def owed_to(self, rsvp: RSVP) -> list[Reminder]:
        """Those later than the last of joined, answered anew, moved, rule made: nobody is told late what they have just
        read. `events.messages.reminders_missing` asks the database the same."""
        joined_at = rsvp.confirmed_at
        if joined_at is None:
            return []
        last_at = max(joined_at, rsvp.reminders_since or joined_at)
        reminders = self.for_person(rsvp)
        told = next((one for one in reminders if one.due_at > joined_at and not one.is_after), None)
        if rsvp.reminders != AS_SET or not self._confirmation_reminds(joined_at):
            told = None
        return [one for one in reminders if one.due_at > last_at and one != told and self.may_be_owed(one)]

    def may_be_owed(self, reminder: Reminder) -> bool:
        """Whether its moment came after the date took its present time, and after the rule was made."""
        moments = [moment for moment in (self.occurrence.moved_at, reminder.since) if moment is not None]
        return all(reminder.due_at > moment for moment in moments)

    def _confirmation_reminds(self, joined_at: dt.datetime) -> bool:
        """Whether the mail that confirmed counts as the next reminder: it came late, and what it said still holds."""
        moved_at = self.occurrence.moved_at
        is_late = self.occurrence.starts_at - joined_at < CONFIRMATION_REMINDS
        return is_late and (moved_at is None or moved_at <= joined_at)


def _since(rules: Sequence[Rule], moment: dt.datetime | None) -> Sequence[Rule]:
    if moment is None:
        return rules
    return [replace(rule, since=max(rule.since or moment, moment)) for rule in rules]
