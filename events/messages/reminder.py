"""Reminders: a row for each rule and move of a date, written when somebody confirms and by the planner after a move or
another rule. Which there are is said in events.reading.reminders, when they are due in events.reminders."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import EMAIL, rsvp_recipient, topic_of
from events.messages.bounces import stop_after_bounce
from events.messages.preparing import Answers
from events.messages.reminder_rows import take_back_old_rules
from events.messages.reminders_missing import missing_reminders
from events.messages.topics import say_topics
from events.models import RSVP, Occurrence
from events.quiet_hours import after_quiet_hours
from events.reading.reminders import DateReminders
from events.reading.what_next import what_comes_next
from events.reminders import Reminder
from notifications.actions import hold_back, owe, unplan
from notifications.kinds import Made, Message, NotOwed, NotYet, Outcome, Owed
from notifications.models import Delivery

NAME = "events.reminder"


class ReminderKind:
    """Before the start, and thanks after the end."""

    name = NAME
    label = _("Reminder")
    urgency = 2
    about = staticmethod(say_topics)

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        """What nobody has a row for yet, because the date moved or a rule was made after they confirmed."""
        take_back_old_rules(now=now)
        for rows in missing_reminders(now=now, until=until):
            yield [_owed(pk, occurrence, reminder) for pk, occurrence, reminder in rows]

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        answers = Answers.of_rsvps(deliveries)
        dates = {rsvp.occurrence_id: DateReminders(rsvp.occurrence) for rsvp in answers.rsvps}
        events = {rsvp.occurrence.event_id: rsvp.occurrence.event for rsvp in answers.rsvps if _is_over(rsvp, now=now)}
        copies = emails.Copies()
        following = what_comes_next(list(events.values()), now=now) if events else {}

        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed | NotYet:
            date = dates[rsvp.occurrence_id]
            if reason := reason_against(delivery, rsvp, date, now=now):
                return NotOwed(reason)
            reminder = _reminder_of(delivery, rsvp, date)
            if reminder is None or not reminder.is_after:
                return copies.copy(emails.what_shows(rsvp), partial(emails.reminder_mail, rsvp, now=now), contact)
            if (moment := _moment_of_thanks(reminder, rsvp.occurrence, now=now)) > now:
                return NotYet(moment)
            return emails.thanks_mail(rsvp, following[rsvp.occurrence.event_id], contact=contact, now=now)

        return answers.for_each(make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


REMINDER = ReminderKind()


def owed_reminders(rsvp: RSVP) -> list[Owed]:
    """All that this answer is owed from the last of joined, answered anew and moved on; `occurrence.schedule` and the
    rules of its event are loaded."""
    if not rsvp.occurrence.is_scheduled:
        return []
    return [_owed(rsvp.pk, rsvp.occurrence, reminder) for reminder in DateReminders(rsvp.occurrence).owed_to(rsvp)]


def renew_reminders(rsvps: Sequence[RSVP], *, now: datetime) -> None:
    """What these answers are owed now, and nothing that they were owed before and is still to come; what is prepared
    already is looked at once more."""
    owed_before = Delivery.objects.for_recipients(rsvp_recipient(rsvp.pk) for rsvp in rsvps).filter(kind=NAME)
    hold_back(owed_before)
    unplan(owed_before)
    owe([owed for rsvp in rsvps for owed in owed_reminders(rsvp)], now=now)


def reason_against(delivery: Delivery, rsvp: RSVP, date: DateReminders, *, now: datetime) -> str:
    """Why it must not go out after all; empty if it may."""
    occurrence = rsvp.occurrence
    reminder = _reminder_of(delivery, rsvp, date)
    checks = {
        "not confirmed": not rsvp.is_confirmed,
        "not public": not occurrence.event.is_published,
        "cancelled": occurrence.is_cancelled or occurrence.event.is_cancelled,
        "postponed": occurrence.is_postponed,
        "moved": int(delivery.key.rpartition(":")[2]) != occurrence.moves,
        "another rule": reminder is None,
        "begun": reminder is not None and not reminder.is_after and now >= occurrence.starts_at,
        "a later one is due": reminder is not None and _later_one_is_due(reminder, rsvp, date, now=now),
    }
    return next((reason for reason, is_so in checks.items() if is_so), "")


def _later_one_is_due(reminder: Reminder, rsvp: RSVP, date: DateReminders, *, now: datetime) -> bool:
    """After an outage only the last of what has piled up is sent."""
    return any(reminder.due_at < other.due_at <= now for other in date.owed_to(rsvp))


def _reminder_of(delivery: Delivery, rsvp: RSVP, date: DateReminders) -> Reminder | None:
    _word, _rsvp, rule, _occurrence, _moves = delivery.key.split(":")
    return next((reminder for reminder in date.for_person(rsvp) if reminder.rule == rule), None)


def _is_over(rsvp: RSVP, *, now: datetime) -> bool:
    return rsvp.occurrence.is_over(at=now)


def _moment_of_thanks(reminder: Reminder, occurrence: Occurrence, *, now: datetime) -> datetime:
    """Not before its end as it is now, and not in the night, however late they are."""
    moment = now if occurrence.is_over(at=now) else max(reminder.due_at, occurrence.ends_at)
    return after_quiet_hours(moment, occurrence.schedule.zone)


def _owed(rsvp_id: int, occurrence: Occurrence, reminder: Reminder) -> Owed:
    return Owed(
        kind=NAME,
        recipient=rsvp_recipient(rsvp_id),
        topic=topic_of(occurrence.pk),
        channel=EMAIL,
        key=f"reminder:{rsvp_id}:{reminder.rule}:{occurrence.pk}:{occurrence.moves}",
        due_at=reminder.due_at,
        not_after=reminder.not_after,
        order_at=occurrence.starts_at,
    )
