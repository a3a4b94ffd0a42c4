"""Events that begin in so many minutes, and people who said three days ago that they come."""

import datetime as dt
import secrets

from events.contacts.rsvps import make_occurrence_keys, seal_contact
from events.contacts.sealing import Contact
from events.identifiers import new_id
from events.messages.reminder import owed_reminders
from events.models import RSVP, ReminderRules
from events.reminder_rules import Rule
from notifications.actions import owe
from tests.events.factories import make_event

JOINED_AGO = dt.timedelta(days=3)


def zone_at_noon(now: dt.datetime) -> str:
    """Where it is about noon, far from quiet hours. "Etc/GMT-3" is three hours ahead."""
    return f"Etc/GMT{now.hour - 12:+d}"


def make_coming_event(title: str, *, begins_in: dt.timedelta, now: dt.datetime, rules: list[Rule] | None = None):
    zone = zone_at_noon(now)
    ahead = dt.timedelta(hours=12 - now.hour)
    start = (now + begins_in + ahead).replace(second=0, microsecond=0, tzinfo=None)
    event = make_event(title=title, start_on=start.date(), start_time=start.time(), zone=zone)
    if rules:
        ReminderRules.objects.create(event=event, rules=[rule.to_json() for rule in rules], changed_at=now - JOINED_AGO)
    return event


def say_they_come(event, addresses, *, now: dt.datetime) -> None:
    """One confirmed answer for each address, sealed, with the reminders that it is owed."""
    occurrence = event.occurrences.select_related(
        "schedule", "event__reminder_rules", "event__organization__reminder_rules"
    ).get()
    key, joined_at = make_occurrence_keys([occurrence.pk])[occurrence.pk], now - JOINED_AGO
    rows = [_confirmed(occurrence, address, key=key, joined_at=joined_at) for address in addresses]
    RSVP.objects.bulk_create(rows, batch_size=100)
    for start in range(0, len(rows), 100):
        owe([owed for row in rows[start : start + 100] for owed in owed_reminders(row)], now=joined_at)


def _confirmed(occurrence, address: str, *, key: bytes, joined_at: dt.datetime) -> RSVP:
    row = RSVP(
        occurrence=occurrence,
        batch=new_id(),
        answer=RSVP.Answer.GOING,
        attendance=RSVP.Attendance.IN_PERSON,
        party_size=1,
        language="en",
        created_at=joined_at,
        state=RSVP.State.CONFIRMED,
        confirmed_at=joined_at,
    )
    seal_contact(row, contact=Contact(token=secrets.token_urlsafe(32), address=address, name=""), key=key)
    return row
