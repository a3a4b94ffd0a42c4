"""Mails about one date are written once for all who see the same in it; each has its own link and no other's."""

import pytest

from events import emails
from events.contacts.rsvps import open_contacts
from events.emails import what_shows
from events.messages.reminder import REMINDER
from events.models import RSVP
from notifications.models import Delivery
from tests.events.answers import confirm
from tests.events.factories import make_event

pytestmark = pytest.mark.django_db

# What a mail shows of an answer stands in `what_shows`; these are seen by nobody, or differ for each (the link).
NOT_SHOWN = {
    *("id", "batch", "wants_mail", "sealed_address", "sealed_name", "sealed_token", "token_sha256", "address_hash"),
    *("created_at", "confirmed_at", "settled_at", "reminders", "reminders_since"),
    *("invited_as", "invitation_step"),  # in the calendar part only
}


def test_every_column_is_shown_or_known_not_to_be():
    """A new column of an answer that a mail shows belongs into `what_shows`, or people read each other's."""
    shown = {
        "occurrence",
        "language",
        "answer",
        "state",
        "attendance",
        "party_size",
        "asked_again_at",
        "wants_invitation",
    }

    assert {field.name for field in RSVP._meta.concrete_fields} - NOT_SHOWN == shown
    assert len(what_shows(RSVP(party_size=1))) == len(shown)


def test_a_copy_says_what_its_own_mail_would_say():
    event = make_event(title="Vigil")
    people = {"a@x.example": {}, "b@x.example": {}, "c@x.example": {"party_size": 4}, "d@x.example": {"language": "ar"}}
    for address, wish in people.items():
        confirm(event, address=address, **wish)
    deliveries = list(Delivery.objects.filter(kind=REMINDER.name).order_by("due_at", "recipient")[: len(people)])
    now = deliveries[0].due_at

    made = REMINDER.prepare(deliveries, now=now)

    rsvps = {f"rsvp:{rsvp.pk}": rsvp for rsvp in RSVP.objects.for_page()}
    contacts = open_contacts(list(rsvps.values()))
    for delivery in deliveries:
        rsvp = rsvps[delivery.recipient]
        own = emails.reminder_mail(rsvp, contacts[rsvp.pk], now=now)
        assert made[delivery.pk].filled() == own
        assert [contact.token in own.text for contact in contacts.values()].count(True) == 1
