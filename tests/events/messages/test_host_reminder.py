"""Reminders of those who host and of those who help: only by rules that are for them."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.actions.reminder import add_reminder, remove_reminder
from events.messages.host_reminder import HOST_REMINDER
from events.models import Occurrence
from events.reminder_rules import Rule
from notifications.actions import HORIZON, plan
from notifications.models import Delivery
from tests.events.answers import confirm, deliver, minutes
from tests.events.factories import NOW, make_co_host, make_event, make_organization, make_user
from tests.events.proposals import host_event

pytestmark = pytest.mark.django_db
START = dt.datetime(2027, 3, 13, 22, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
FOR_HOSTS = Rule("", "hours-before", 3, whom=("hosts",))


def hosted_event(**fields):
    owner = make_user(email="owner@org.example")
    organization = make_organization(owner=owner)
    for role in ("organizer", "moderator", "helper"):
        Membership.objects.create(user=make_user(email=f"{role}@org.example"), organization=organization, role=role)
    event = make_event(organization=organization, title="Hands off", **fields)
    ally = make_user(email="ally@org.example")
    make_co_host(event=event, organization=make_organization(owner=ally), state="given", settled_at=NOW)
    return event


def told(now):
    return sorted(message.to[0] for message in deliver(now) if message.subject.startswith("You "))


def test_nobody_who_hosts_is_reminded_by_default():
    event = hosted_event()
    remove_reminder(event, "two-hours", by=None, now=NOW)

    assert told(START - 2 * HOUR) == []


def test_hosts_of_all_organizations_are_told_how_many_come():
    event = hosted_event()
    confirm(event, party_size=3)
    deliver()
    add_reminder(event, FOR_HOSTS, by=None, now=NOW)

    assert told(START - 3 * HOUR - minutes(1)) == []
    assert told(START - 3 * HOUR) == ["ally@org.example", "organizer@org.example", "owner@org.example"]
    message = next(one for one in mail.outbox if one.to == ["organizer@org.example"] and "You host" in one.subject)
    assert message.subject == "You host: Hands off, Saturday 13 March, 17:30 – 19:30"
    assert "Said that they come: 3; perhaps: 0." in message.body
    assert f"/organize/events/{event.slug}/?lang=en" in message.body
    assert told(START - 3 * HOUR + minutes(1)) == []


def test_helpers_are_told_what_everybody_sees():
    event = hosted_event(place_visibility="confirmed", public_area="Ashford")
    add_reminder(event, Rule("", "hours-before", 3, whom=("helpers",)), by=None, now=NOW)
    plan(now=START - 30 * HOUR, until=START)

    assert told(START - 3 * HOUR) == ["helper@org.example"]
    message = mail.outbox[-1]
    assert message.subject.startswith("You help at: Hands off")
    assert "Said that they come" not in message.body
    assert "/organize/" not in message.body


def test_host_behind_a_link_gets_it_last_in_the_mail():
    token, host = host_event(address="host@inbox.example")
    event = host.event
    deliver()
    add_reminder(event, Rule("", "days-before-at", 1, at=dt.time(12), whom=("hosts",)), by=None, now=NOW)

    starts_at = event.occurrences.get().starts_at
    plan(now=starts_at - 30 * HOUR, until=starts_at)
    (message,) = [one for one in deliver(starts_at - 12 * HOUR) if one.to == ["host@inbox.example"]]

    public, own = message.body.split("· · ·")
    assert token not in public
    assert f"/hosts/{token}/" in own


def test_moved_cancelled_and_left_are_not_told():
    event = hosted_event()
    add_reminder(event, FOR_HOSTS, by=None, now=NOW)
    plan(now=START - 30 * HOUR, until=START)
    assert Delivery.objects.filter(kind="events.host_reminder").count() == 3
    Membership.objects.filter(user__email="organizer@org.example").delete()
    row = Occurrence.objects.get()
    when = {"start_on": dt.date(2027, 3, 13), "start_time": dt.time(20), "duration": dt.timedelta(hours=2)}
    move_occurrence(row, **when, by=None, now=START - 29 * HOUR)

    assert told(START - 3 * HOUR) == []
    assert told(START - HOUR / 2) == ["ally@org.example", "owner@org.example"]
    cancel_occurrence(Occurrence.objects.get(), by=None, now=START)
    states = Delivery.objects.filter(kind="events.host_reminder").values_list("state", "reason")
    assert sorted(states) == [("not_owed", "moved")] * 3 + [("sent", "")] * 2


def test_planned_one_of_a_host_who_left_is_not_sent():
    event = hosted_event()
    add_reminder(event, FOR_HOSTS, by=None, now=NOW)
    plan(now=START - 30 * HOUR, until=START)
    Membership.objects.all().delete()

    assert told(START - 3 * HOUR) == []
    assert set(Delivery.objects.filter(kind="events.host_reminder").values_list("reason")) == {("hosts it no longer",)}


def test_thanks_come_after_the_end():
    event = hosted_event()
    add_reminder(event, Rule("", "days-after-at", 1, at=dt.time(10), whom=("hosts",)), by=None, now=NOW)

    assert told(START + 5 * HOUR) == []
    assert len(told(dt.datetime(2027, 3, 14, 14, 0, tzinfo=dt.UTC))) == 3
    message = next(one for one in mail.outbox if one.to == ["organizer@org.example"] and "You host" in one.subject)
    assert "It is over. Thank you." in message.body


def test_plan_and_prepare_ask_a_fixed_number_of_questions():
    def asked():
        kind, now = HOST_REMINDER, START - 30 * HOUR
        with CaptureQueriesContext(connection) as queries:
            owed = [row for rows in kind.plan(now=now, until=now + HORIZON) for row in rows]
        plan(now=now, until=now + HORIZON)
        rows = list(Delivery.objects.filter(kind=kind.name))
        with CaptureQueriesContext(connection) as prepared:
            kind.prepare(rows, now=START - 3 * HOUR)
        return len(owed), len(queries), len(prepared)

    for number in range(3):
        event = make_event(organization=make_organization(owner=make_user(email=f"u{number}@org.example")))
        add_reminder(event, FOR_HOSTS, by=None, now=NOW)
        figures = asked()
        assert figures[0] == 1
        assert figures[1:] == (6, 10)
