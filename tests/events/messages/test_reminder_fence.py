"""Rules that are edited after a reminder was prepared by the old ones, and before it goes."""

import datetime as dt

import pytest

from events.actions.occurrence import move_occurrence
from events.actions.reminder import add_reminder, change_reminder, remove_reminder
from events.actions.rsvp_link import choose_reminders
from events.messages.host_reminder import HOST_REMINDER
from events.messages.reminder import REMINDER
from events.models import Occurrence
from events.reading.reminders import rules_of
from events.reminder_rules import HOSTS, Rule
from events.rsvp_links import open_link
from notifications.models import Topic
from tests.events.answers import AMAL, confirm, deliver
from tests.events.factories import NOW, make_event, make_organization, make_user

pytestmark = pytest.mark.django_db
HOUR_BEFORE = Rule("", "hours-before", 1)
THREE_HOURS_BEFORE = Rule("", "hours-before", 3)
START = dt.datetime(2027, 3, 13, 22, 30, tzinfo=dt.UTC)
DUE = START - dt.timedelta(hours=1)


def set_only(owner, rule, event):
    for old in rules_of(event):
        remove_reminder(owner, old.id, by=None, now=NOW)
    return add_reminder(owner, rule, by=None, now=NOW)


def between(kind, monkeypatch, change):
    """Once, after messages of `kind` are made and before the fence is read."""
    prepare = kind.prepare

    def prepare_then_change(deliveries, *, now):
        made = prepare(deliveries, now=now)
        monkeypatch.undo()
        change()
        return made

    monkeypatch.setattr(kind, "prepare", prepare_then_change)


@pytest.mark.parametrize("of", ["event", "organization"])
def test_reminder_by_a_rule_that_goes_meanwhile_is_not_sent(of, monkeypatch):
    event = make_event()
    owner = event if of == "event" else event.organization
    rule = set_only(owner, HOUR_BEFORE, event)
    confirm(event)
    deliver()
    between(REMINDER, monkeypatch, lambda: remove_reminder(owner, rule.id, by=None, now=DUE))

    assert deliver(DUE) == []


def test_reminder_by_a_rule_that_is_another_meanwhile_goes_at_its_new_moment(monkeypatch):
    event = make_event()
    rule = set_only(event, THREE_HOURS_BEFORE, event)
    confirm(event)
    deliver()
    due = START - dt.timedelta(hours=3)
    between(REMINDER, monkeypatch, lambda: change_reminder(event, rule.id, HOUR_BEFORE, by=None, now=due))

    assert deliver(due) == []
    assert len(deliver(DUE)) == 1


def test_reminder_by_a_rule_that_stays_is_prepared_anew_and_goes_once(monkeypatch):
    event = make_event()
    set_only(event, HOUR_BEFORE, event)
    confirm(event)
    deliver()
    between(REMINDER, monkeypatch, lambda: add_reminder(event, THREE_HOURS_BEFORE, by=None, now=DUE))

    assert len(deliver(DUE)) == 1
    assert deliver(DUE + dt.timedelta(minutes=1)) == []


@pytest.mark.parametrize(("choice", "number"), [("none", 0), ("day-before", 0), ("two-hours", 1)])
def test_what_somebody_chooses_meanwhile_counts_for_them_alone(choice, number, monkeypatch):
    event = make_event()
    token, _rsvps = confirm(event)
    confirm(event, address="two@inbox.example")
    deliver()
    due = START - dt.timedelta(hours=2)
    between(REMINDER, monkeypatch, lambda: choose_reminders(open_link(token), choice=choice, now=due))

    sent = [message.to for message in deliver(due)]

    assert (sent.count([AMAL]), sent.count(["two@inbox.example"])) == (number, 1)
    assert deliver(due + dt.timedelta(minutes=1)) == []


@pytest.mark.parametrize("change", ["rule", "move"])
def test_hosts_are_fenced_too_where_nobody_comes(change, monkeypatch):
    event = make_event(organization=make_organization(owner=make_user()))
    rule = set_only(event, Rule("", "hours-before", 1, whom=(HOSTS,)), event)
    deliver(DUE - dt.timedelta(hours=1))

    def act():
        if change == "rule":
            return remove_reminder(event, rule.id, by=None, now=DUE)
        when = {"start_on": dt.date(2027, 3, 20), "start_time": dt.time(12), "duration": None}
        return move_occurrence(Occurrence.objects.get(), **when, by=None, now=DUE)

    between(HOST_REMINDER, monkeypatch, act)

    assert [message.subject for message in deliver(DUE) if "New time" not in message.subject] == []


def test_dates_of_others_and_far_ones_are_left_alone(django_assert_max_num_queries):
    event = make_event()
    confirm(event)
    confirm(make_event(), address="two@inbox.example")
    confirm(make_event(organization=event.organization, start_on=dt.date(2027, 9, 4)), address="three@inbox.example")

    with django_assert_max_num_queries(20):
        add_reminder(event.organization, HOUR_BEFORE, by=None, now=NOW)

    changed = Topic.objects.filter(change__gt=0).values_list("name", flat=True)
    assert list(changed) == [f"occurrence:{event.occurrences.get().pk}"]
