"""The database and `DateReminders.owed_to` say the same of everybody; the planner asks a fixed number of questions."""

import datetime as dt
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.actions.reminder import add_reminder
from events.identifiers import new_id
from events.messages.reminders_missing import missing_reminders
from events.models import RSVP, Occurrence
from events.reading.reminders import DateReminders
from events.reminder_rules import AS_SET, OWN_CHOICES, Rule
from notifications.actions import HORIZON, plan
from notifications.kinds import message_kind
from notifications.models import Delivery
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
START = dt.datetime(2027, 3, 13, 22, 30, tzinfo=dt.UTC)
RULES = [
    Rule("", "hours-before", 5, whom=("maybe",)),
    Rule("", "days-before-at", 1, at=dt.time(18), whom=("going",)),
    Rule("", "hours-after", 2),
]


def make_rsvp(occurrence, **fields):
    pk = new_id()
    sealed = {"sealed_address": b"x", "address_hash": f"{pk}", "sealed_token": b"x", "token_sha256": f"{pk}"}
    return RSVP.objects.create(
        id=pk, occurrence=occurrence, batch=pk, state="confirmed", language="en", created_at=NOW, **sealed | fields
    )


def one_of_each(occurrence):
    moments = [START + number * HOUR for number in (-100, -30, -24, -23, -20, -6, -3, -1)]
    for answer, own, joined, since in product(
        ["going", "maybe"], [AS_SET, *OWN_CHOICES], moments, [None, START - 29 * HOUR, START - 4 * HOUR]
    ):
        make_rsvp(occurrence, answer=answer, reminders=own, confirmed_at=joined, reminders_since=since)


@pytest.mark.parametrize(
    ("rules", "moved_at", "number"),
    [([], None, 2), (RULES, None, 5), ([], START - 22 * HOUR, 1), (RULES, START - 22 * HOUR, 3)],
)
def test_the_database_finds_those_who_are_owed(rules, moved_at, number):
    event = make_event()
    for rule in rules:
        add_reminder(event, rule, by=None, now=START - 20 * HOUR if rule is RULES[0] else NOW)
    Occurrence.objects.update(moved_at=moved_at, going_in_person=1)
    one_of_each(Occurrence.objects.get())
    now = START - 60 * HOUR

    found = {
        (pk, reminder.rule)
        for rows in missing_reminders(now=now, until=START + 48 * HOUR)
        for pk, _date, reminder in rows
    }

    rows = RSVP.objects.select_related("occurrence__schedule", "occurrence__event__organization")
    date = DateReminders(rows[0].occurrence)
    owed = {(rsvp.pk, one.rule) for rsvp in rows for one in date.owed_to(rsvp)}
    assert found == owed
    assert len({rule for _pk, rule in found}) == number


def test_plan_asks_as_much_for_three_events_with_rules_of_their_own_as_for_one():
    def asked():
        kind = message_kind("events.reminder")
        with CaptureQueriesContext(connection) as queries:
            owed = [row for rows in kind.plan(now=START - 30 * HOUR, until=START + HORIZON) for row in rows]
        return len(queries), len(owed)

    def make():
        event = make_event()
        for rule in RULES:
            add_reminder(event, rule, by=None, now=NOW)
        Occurrence.objects.update(going_in_person=1)
        make_rsvp(event.occurrences.get(), confirmed_at=NOW)
        plan(now=NOW, until=NOW)  # nothing to tidy any more
        return event

    make()
    one = asked()
    make()
    make()

    assert asked() == (one[0], 3 * one[1]) == (8, 12)
    plan(now=START - 30 * HOUR, until=START + HORIZON)
    assert Delivery.objects.filter(kind="events.reminder").count() == 12
    assert asked()[1] == 0
