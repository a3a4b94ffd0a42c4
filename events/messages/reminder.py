"""Reminders: a row for each rule and move of a date, written when somebody confirms and by the planner after a move."""

import operator
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import EMAIL, rsvp_recipient, topic_of
from events.messages.preparing import Answers
from events.messages.topics import say_topics
from events.models import RSVP, Occurrence
from events.reminders import EARLIEST, Reminder, plan_reminders
from notifications.actions import call_off
from notifications.kinds import Message, NotOwed, Outcome, Owed
from notifications.models import Delivery

ROWS = 1_000
# So many dates share one query.
DATES = 100


class ReminderKind:
    name = "events.reminder"
    label = _("Reminder")
    urgency = 2
    about = staticmethod(say_topics)

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        """What nobody has a row for yet, because the date moved after they confirmed."""
        soon = Occurrence.objects.scheduled().public().filter(starts_at__gt=now, starts_at__lte=until + EARLIEST)
        soon = soon.filter(purged_at=None, event__cancelled_at=None).select_related("schedule").order_by("pk")
        due = [(date, reminder) for date in soon if _has_people(date) for reminder in reminders_of(date)]
        due = [(date, reminder) for date, reminder in due if reminder.due_at <= until]
        for start in range(0, len(due), DATES):
            yield from _without_row(due[start : start + DATES], now=now)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed:
            reason = reason_against(delivery, rsvp, now=now)
            return NotOwed(reason) if reason else emails.reminder_mail(rsvp, contact=contact, now=now)

        return Answers.of_rsvps(deliveries).for_each(make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Nothing to do."""


REMINDER = ReminderKind()


def reminders_of(occurrence: Occurrence) -> list[Reminder]:
    return plan_reminders(occurrence.start_on, start_time=occurrence.start_time, zone=occurrence.schedule.zone)


def owed_reminders(rsvp: RSVP) -> list[Owed]:
    """All that this answer is owed from the last of joined and moved on; `occurrence.schedule` loaded."""
    return [
        _owed(rsvp.pk, rsvp.occurrence, reminder)
        for reminder in reminders_of(rsvp.occurrence)
        if rsvp.occurrence.is_scheduled and _is_later(reminder, rsvp)
    ]


def call_off_old_reminders(occurrence: Occurrence, *, now: datetime) -> None:
    """After a move: what was planned for its old time."""
    planned = Delivery.objects.filter(kind=REMINDER.name, topic=topic_of(occurrence.pk))
    call_off(planned.exclude(key__endswith=f":{occurrence.pk}:{occurrence.moves}"), reason="moved", now=now)


def retime_reminders(occurrence: Occurrence) -> None:
    """The same reminders at the instants that the clock gives them now; `schedule` loaded."""
    planned = Delivery.objects.planned().filter(kind=REMINDER.name, topic=topic_of(occurrence.pk))
    for reminder in reminders_of(occurrence):
        of_rule = planned.filter(key__contains=f":{reminder.rule}:{occurrence.pk}:")
        of_rule.update(due_at=reminder.due_at, not_after=reminder.not_after, order_at=occurrence.starts_at)


def reason_against(delivery: Delivery, rsvp: RSVP, *, now: datetime) -> str:
    """Why it must not go out after all; empty if it may."""
    occurrence = rsvp.occurrence
    _word, _rsvp, rule, _occurrence, moves = delivery.key.split(":")
    checks = {
        "not confirmed": not rsvp.is_confirmed,
        "not coming": rsvp.answer == RSVP.Answer.NOT_GOING,
        "not public": not occurrence.event.is_published,
        "cancelled": occurrence.is_cancelled or occurrence.event.is_cancelled,
        "postponed": occurrence.is_postponed,
        "moved": int(moves) != occurrence.moves,
        "begun": now >= occurrence.starts_at,
        "a later one is due": _later_one_is_due(occurrence, rule, now=now),
    }
    return next((reason for reason, is_so in checks.items() if is_so), "")


def _later_one_is_due(occurrence: Occurrence, rule: str, *, now: datetime) -> bool:
    """After an outage only the last of what has piled up is sent."""
    rules = [reminder.rule for reminder in reminders_of(occurrence) if reminder.due_at <= now]
    return rule in rules and rules[-1] != rule


def _has_people(occurrence: Occurrence) -> bool:
    return bool(occurrence.going_in_person or occurrence.going_online or occurrence.maybe)


def _without_row(due: Sequence[tuple[Occurrence, Reminder]], *, now: datetime) -> Iterator[Sequence[Owed]]:
    for rule in sorted({reminder.rule for _date, reminder in due}):
        dates = {date.pk: (date, reminder) for date, reminder in due if reminder.rule == rule}
        owed = []
        for rsvp in _rsvps_without_row(rule, dates).iterator(chunk_size=ROWS):
            rsvp.occurrence, reminder = dates[rsvp.occurrence_id]
            if _is_later(reminder, rsvp):
                owed.append(_owed(rsvp.pk, rsvp.occurrence, reminder))
        yield from (owed[start : start + ROWS] for start in range(0, len(owed), ROWS))


def _rsvps_without_row(rule: str, dates: Mapping[int, tuple[Occurrence, Reminder]]) -> QuerySet[RSVP]:
    key = Concat(
        Value("reminder:"),
        Cast("pk", CharField()),
        Value(f":{rule}:"),
        Cast("occurrence_id", CharField()),
        Value(":"),
        Cast(F("occurrence__moves"), CharField()),
    )
    # Who joined after the moment is owed nothing for it: left to the database, or each plan would read them again.
    joined_before = [Q(occurrence=pk, confirmed_at__lt=reminder.due_at) for pk, (_, reminder) in dates.items()]
    reachable = RSVP.objects.coming().reachable().filter(reduce(operator.or_, joined_before))
    rowless = reachable.annotate(key=key).filter(~Exists(Delivery.objects.filter(key=OuterRef("key"))))
    return rowless.only("pk", "occurrence_id", "confirmed_at").order_by("pk")


def _is_later(reminder: Reminder, rsvp: RSVP) -> bool:
    """Only moments after the last of joined and moved are owed: nobody is told late what they have just read."""
    moved_at = rsvp.occurrence.moved_at
    joined_at = rsvp.confirmed_at
    return joined_at is not None and reminder.due_at > max(joined_at, moved_at or joined_at)


def _owed(rsvp_id: int, occurrence: Occurrence, reminder: Reminder) -> Owed:
    return Owed(
        kind=REMINDER.name,
        recipient=rsvp_recipient(rsvp_id),
        topic=topic_of(occurrence.pk),
        channel=EMAIL,
        key=f"reminder:{rsvp_id}:{reminder.rule}:{occurrence.pk}:{occurrence.moves}",
        due_at=reminder.due_at,
        not_after=reminder.not_after,
        order_at=occurrence.starts_at,
    )
