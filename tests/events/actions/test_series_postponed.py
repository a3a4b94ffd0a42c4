"""A postponed date waits for its new day, whatever becomes of its series meanwhile."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from events.actions.occurrence import give_new_date, postpone_occurrence
from events.actions.schedule import reschedule
from events.models import Announcement
from tests.events.answers import confirm, deliver, minutes
from tests.events.factories import NOW
from tests.events.series import SATURDAYS, post_series
from tests.events.views.event_pages import fields_as_shown, own

pytestmark = pytest.mark.django_db

AT_SEVEN = dt.time(19)
BEFORE = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)  # 6 March is over, 13 March to come
AFTER = dt.datetime(2027, 3, 15, 12, tzinfo=dt.UTC)  # 13 March would be over


@pytest.fixture
def event():
    return post_series()


def postpone(event, day="2027-03-13", *, now=NOW):
    postpone_occurrence(event.occurrences.get(original_on=day), by=None, now=now)


def dates(event):
    rows = event.occurrences.order_by("original_on")
    return [(f"{row.original_on:%m-%d}", row.state, row.start_time.hour) for row in rows]


def cancelled():
    return Announcement.objects.filter(kind="cancelled").count()


@pytest.mark.parametrize("now", [BEFORE, AFTER])
def test_before_the_first_new_date_it_stays_postponed(event, now):
    postpone(event)
    timing = replace(SATURDAYS, start_on=dt.date(2027, 3, 20), start_time=AT_SEVEN)

    reschedule(event, timing=timing, by=None, now=now)

    assert dates(event) == [
        ("03-06", "scheduled", 18),
        ("03-13", "postponed", 18),
        ("03-20", "scheduled", 19),
        ("03-27", "scheduled", 19),
        ("04-03", "scheduled", 19),
    ]
    assert cancelled() == 0


def test_the_first_of_all_stays_postponed(event):
    postpone(event, "2027-03-06")
    timing = replace(SATURDAYS, start_on=dt.date(2027, 3, 13), start_time=AT_SEVEN)

    schedule = reschedule(event, timing=timing, by=None, now=BEFORE)

    assert dates(event)[:2] == [("03-06", "postponed", 18), ("03-13", "scheduled", 19)]
    assert (schedule.rdates, cancelled()) == (["2027-03-06"], 0)


def test_on_a_day_that_the_new_rule_does_not_make_it_stays_and_takes_its_new_day(event):
    postpone(event)
    sundays = replace(SATURDAYS, start_on=dt.date(2027, 3, 7), rule="FREQ=WEEKLY;BYDAY=SU", until_on=None)

    reschedule(event, timing=sundays, by=None, now=NOW)
    row = event.occurrences.get(original_on="2027-03-13")
    assert (row.state, row.start_time) == ("postponed", dt.time(18))
    give_new_date(row, start_on=dt.date(2027, 5, 1), start_time=AT_SEVEN, duration=None, by=None, now=BEFORE)
    reschedule(event, timing=replace(sundays, rdates=(row.original_on,)), by=None, now=NOW)

    row.refresh_from_db()
    assert (row.state, row.start_on) == ("scheduled", dt.date(2027, 5, 1))


def test_what_is_over_beside_the_rule_is_not_cancelled_when_the_series_only_ends_later(event):
    extra = dt.date(2027, 3, 8)
    reschedule(event, timing=replace(SATURDAYS, rdates=(extra,)), by=None, now=NOW)

    schedule = reschedule(event, timing=replace(SATURDAYS, until_on=dt.date(2027, 4, 10)), by=None, now=BEFORE)

    assert dates(event)[:2] == [("03-06", "scheduled", 18), ("03-08", "scheduled", 18)]
    assert (schedule.rdates, event.schedules.count(), cancelled()) == (["2027-03-08"], 1, 0)


def test_the_form_of_the_series_mails_nobody_that_it_is_cancelled(event, client, django_user_model):
    owner = event.organization.memberships.create(
        user=django_user_model.objects.create_user(email="owner@example.org"), role="owner"
    ).user
    confirm(event, event.occurrences.get(original_on="2027-03-13"))
    postpone(event, now=NOW + minutes(5))
    deliver(NOW + minutes(20))

    with time_machine.travel(AFTER, tick=False):
        client.force_login(owner)
        path = own(event, "series/")
        client.post(path, fields_as_shown(client.get(path)) | {"start_time": "19:00"})

    assert dates(event)[1:3] == [("03-13", "postponed", 18), ("03-20", "scheduled", 19)]
    assert deliver(AFTER + minutes(30)) == []
