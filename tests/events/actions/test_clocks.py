"""Another tzdata, as the rows see it: what was derived with the old one is an hour off."""

import datetime as dt

import pytest
from django.db.models import F

from events.actions.clocks import follow_clocks
from events.models import Announcement, Occurrence, Schedule
from notifications.actions import plan
from notifications.models import Delivery
from tests.events.answers import confirm
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def derived_an_hour_off(event):
    event.occurrences.update(starts_at=F("starts_at") - HOUR, ends_at=F("ends_at") - HOUR)


def sequences():
    return dict(Schedule.objects.values_list("event", "sequence"))


def test_what_a_new_tzdata_moves_follows_and_nothing_else():
    moved, other = make_event(zone="Africa/Casablanca"), make_event(zone="Europe/Madrid")
    right = dict(Occurrence.objects.values_list("pk", "starts_at"))
    before = sequences()
    derived_an_hour_off(moved)

    assert follow_clocks(now=NOW) == 1
    assert dict(Occurrence.objects.values_list("pk", "starts_at")) == right
    assert sequences() == before | {moved.pk: before[moved.pk] + 1}
    assert follow_clocks(now=NOW) == 0
    assert sequences()[other.pk] == before[other.pk]


def test_the_announced_hour_stays_and_nobody_is_told():
    event = make_event(zone="Africa/Casablanca")
    announced = list(Occurrence.objects.values_list("start_on", "start_time", "moves", "moved_at"))
    derived_an_hour_off(event)

    follow_clocks(now=NOW)

    assert list(Occurrence.objects.values_list("start_on", "start_time", "moves", "moved_at")) == announced
    assert not Announcement.objects.exists()


def test_what_is_over_stays_as_it_was():
    event = make_event(start_on=NOW.date() - dt.timedelta(days=30), zone="Africa/Casablanca")
    derived_an_hour_off(event)
    before = list(Occurrence.objects.values_list("starts_at"))

    assert follow_clocks(now=NOW) == 0
    assert list(Occurrence.objects.values_list("starts_at")) == before


def planned_reminders():
    rows = Delivery.objects.filter(kind="events.reminder").order_by("key")
    return list(rows.values_list("key", "state", "due_at", "not_after", "order_at"))


def test_reminders_that_are_planned_go_at_the_new_instant_and_once():
    event = make_event(start_on=NOW.date() + dt.timedelta(days=3), zone="Africa/Casablanca")
    confirm(event)
    plan(now=NOW, until=NOW + dt.timedelta(days=4))
    right = planned_reminders()
    derived_an_hour_off(event)
    off = {name: F(name) - HOUR for name in ("due_at", "not_after", "order_at")}
    Delivery.objects.filter(kind="events.reminder").update(**off)

    follow_clocks(now=NOW)
    plan(now=NOW, until=NOW + dt.timedelta(days=4))

    assert right
    assert planned_reminders() == right


def test_many_dates_are_followed_in_batches(monkeypatch):
    monkeypatch.setattr("events.actions.clocks.BATCH", 2)
    for _number in range(5):
        derived_an_hour_off(make_event(zone="Africa/Casablanca"))

    assert follow_clocks(now=NOW) == 5
