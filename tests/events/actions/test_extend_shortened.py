"""A series that was shortened goes on: the dates that fell away take place again."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest

from events.actions.occurrence import cancel_occurrence, postpone_occurrence
from events.actions.schedule import extend_schedule, reschedule
from events.models import Announcement
from tests.events.answers import confirm, deliver, minutes
from tests.events.factories import NOW
from tests.events.series import SATURDAYS, post_series

pytestmark = pytest.mark.django_db

LONG = replace(SATURDAYS, until_on=dt.date(2027, 5, 29))
LATER = NOW + minutes(60)
GONE = dt.date(2027, 4, 24)


def shorten(event, until_on):
    timing = replace(LONG, until_on=until_on, rule=event.schedules.get().rule)
    reschedule(event, timing=timing, by=None, now=NOW)


def days(event, state="scheduled"):
    return list(event.occurrences.filter(state=state).order_by("original_on").values_list("original_on", flat=True))


def test_no_hole_is_left_and_who_came_is_told():
    event = post_series(LONG)
    confirm(event, event.occurrences.get(original_on=GONE))
    shorten(event, dt.date(2027, 4, 10))
    deliver(NOW + minutes(30))

    schedule = extend_schedule(event, by=None, now=LATER)

    assert days(event, "cancelled") == []
    assert {(later - earlier).days for earlier, later in pairwise(days(event))} == {7}
    assert (schedule.rdates, schedule.until_on) == ([], dt.date(2028, 4, 8))
    assert [mail.subject for mail in deliver(LATER + minutes(30))] == [
        "It takes place after all: Picket, Saturday 24 April, 18:00"
    ]


def test_what_somebody_cancelled_or_postponed_stays_so_and_nobody_is_told():
    event = post_series(LONG)
    first, second = event.occurrences.order_by("original_on")[1:3]
    cancel_occurrence(first, by=None, now=NOW)
    postpone_occurrence(second, by=None, now=NOW)
    Announcement.objects.all().delete()

    extend_schedule(event, by=None, now=LATER)

    assert (days(event, "cancelled"), days(event, "postponed")) == ([first.original_on], [second.original_on])
    assert not Announcement.objects.exists()


def test_what_would_be_over_by_now_stays_cancelled():
    event = post_series(LONG)
    shorten(event, dt.date(2027, 4, 10))

    extend_schedule(event, by=None, now=dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC))

    assert days(event, "cancelled") == [dt.date(2027, 4, 17)]
    assert GONE in days(event)


def test_a_second_schedule_takes_over_what_fell_away():
    daily = replace(SATURDAYS, rule="FREQ=DAILY", until_on=SATURDAYS.start_on + dt.timedelta(days=399))
    event = post_series(daily)
    shorten(event, SATURDAYS.start_on + dt.timedelta(days=389))

    second = extend_schedule(event, by=None, now=LATER)

    assert event.schedules.count() == 2
    assert days(event, "cancelled") == []
    assert {(later - earlier).days for earlier, later in pairwise(days(event))} == {1}
    assert (second.start_on, second.rdates) == (SATURDAYS.start_on + dt.timedelta(days=390), [])
    assert event.schedules.exclude(pk=second.pk).get().rdates == []


def test_a_date_beside_the_rule_stays():
    extra = dt.date(2027, 7, 1)
    event = post_series(replace(LONG, rdates=(extra,)))

    schedule = extend_schedule(event, by=None, now=LATER)

    assert (schedule.rdates, days(event, "cancelled")) == (["2027-07-01"], [])
