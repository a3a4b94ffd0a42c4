"""Reminders of those who host an action or help at it, by rules that are for them; nobody is by default."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.querysets import EDITING_ROLES
from events import emails
from events.messages import EMAIL, id_of, topic_of
from events.messages.bounces import stop_after_bounce
from events.messages.hosts_told import HostsTold, recipients_of
from events.messages.preparing import ERASED
from events.messages.reminders_missing import dates_with_own_rules, is_in_time
from events.messages.topics import say_topics
from events.models import Event, Occurrence
from events.querysets.event import prefetch_co_hosts
from events.quiet_hours import after_quiet_hours
from events.reading.reminders import DateReminders, reminders_of, rules_of, with_rules
from events.reminder_rules import HELPERS, HOSTS
from events.reminders import Reminder
from notifications.kinds import Made, NotOwed, NotYet, Outcome, Owed
from notifications.models import Delivery

NAME = "events.host_reminder"
ROLES: dict[str, Sequence[str]] = {HOSTS: EDITING_ROLES, HELPERS: ["helper"]}
ROWS = 1_000


class HostReminderKind:
    name = NAME
    label = _("Reminder for hosts")
    urgency = 2
    about = staticmethod(say_topics)

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        """Only moments that are to come: nobody notes since when somebody hosts."""
        due = [
            (audience, date, reminder)
            for date in dates_with_own_rules(now=now, until=until)
            for audience in ROLES
            for reminder in _reminders_for(audience, date)
            if now < reminder.due_at <= until
            and is_in_time(reminder, date, now=now)
            and DateReminders(date).may_be_owed(reminder)
        ]
        for audience, roles in ROLES.items():
            owed = [(date, reminder) for whom, date, reminder in due if whom == audience]
            names = recipients_of({date.event_id for date, _reminder in owed}, roles=roles) if owed else {}
            rows = [_owed(name, date, one) for date, one in owed for name in names.get(date.event_id, [])]
            for start in range(0, len(rows), ROWS):
                yield from _without_row(rows[start : start + ROWS])

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        dates = _dates({id_of(delivery.topic) for delivery in deliveries})
        events = {date.event_id for date in dates.values()}
        people = {audience: HostsTold(deliveries, events, roles=roles) for audience, roles in ROLES.items()}
        return {
            delivery.pk: _made(delivery, dates.get(id_of(delivery.topic)), people, now=now) for delivery in deliveries
        }

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


HOST_REMINDER = HostReminderKind()


@dataclass(frozen=True, slots=True)
class _Standing:
    """A rule as it stands for one audience, and whether a later one of theirs is due."""

    audience: str
    reminder: Reminder
    is_outdone: bool


def _made(delivery: Delivery, date: Occurrence | None, people: Mapping[str, HostsTold], *, now: datetime) -> Made:
    if date is None:
        return ERASED
    standing = _standing(delivery, date, now=now)
    if reason := _reason_against(delivery, date, standing, now=now):
        return NotOwed(reason)
    if standing[0].reminder.is_after:
        moment = after_quiet_hours(max(now, date.ends_at), date.schedule.zone)
        if moment > now:
            return NotYet(moment)
    told = [(one, people[one.audience].find(delivery.recipient, date.event)) for one in standing]
    for one, host in told:
        if not isinstance(host, NotOwed):
            is_over, is_host = one.reminder.is_after, one.audience == HOSTS
            return emails.host_reminder_mail(date, host, is_host=is_host, is_over=is_over, now=now)
    refused = told[0][1]
    assert isinstance(refused, NotOwed)
    return refused


def _reason_against(delivery: Delivery, date: Occurrence, standing: Sequence[_Standing], *, now: datetime) -> str:
    """Why it must not go out after all; empty if it may."""
    checks = {
        "not public": not date.event.is_published,
        "cancelled": date.is_cancelled or date.event.is_cancelled,
        "postponed": date.is_postponed,
        "moved": int(delivery.key.rpartition(":")[2]) != date.moves,
        "another rule": not standing,
        "begun": any(not one.reminder.is_after for one in standing) and now >= date.starts_at,
        "a later one is due": bool(standing) and all(one.is_outdone for one in standing),
    }
    return next((reason for reason, is_so in checks.items() if is_so), "")


def _standing(delivery: Delivery, date: Occurrence, *, now: datetime) -> list[_Standing]:
    rule = delivery.key.split(":")[2]
    found = []
    for audience in ROLES:
        reminders = _reminders_for(audience, date)
        for one in reminders:
            if one.rule == rule:
                later = any(one.due_at < other.due_at <= now for other in reminders)
                found.append(_Standing(audience, one, later))
    return found


def _reminders_for(audience: str, date: Occurrence) -> list[Reminder]:
    return reminders_of(date, [rule for rule in rules_of(date.event) if audience in rule.whom])


def _dates(pks: set[int]) -> dict[int, Occurrence]:
    rows = Occurrence.objects.select_related(
        "schedule", "shown_place", "place", "event__listed_host__claimed_by", *with_rules("event")
    )
    return rows.prefetch_related(prefetch_co_hosts(Event, "event__co_hosts")).in_bulk(pks)


def _owed(recipient: str, date: Occurrence, reminder: Reminder) -> Owed:
    return Owed(
        kind=NAME,
        recipient=recipient,
        topic=topic_of(date.pk),
        channel=EMAIL,
        key=f"host-reminder:{recipient.replace(':', '-')}:{reminder.rule}:{date.pk}:{date.moves}",
        due_at=reminder.due_at,
        not_after=reminder.not_after,
        order_at=date.starts_at,
    )


def _without_row(rows: Sequence[Owed]) -> Iterator[Sequence[Owed]]:
    known = set(Delivery.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    missing = [row for row in rows if row.key not in known]
    if missing:
        yield missing
