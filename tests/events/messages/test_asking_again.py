"""Who is asked whether they can still come when a date is moved more than once."""

import datetime as dt

import pytest

from events.actions.occurrence import give_new_date, move_occurrence, postpone_occurrence
from events.actions.rsvp_link import keep_answer
from events.models import RSVP, Occurrence
from events.rsvp_links import open_link
from tests.events.answers import confirm, deliver, join, minutes
from tests.events.factories import NOW, make_event, make_place

pytestmark = pytest.mark.django_db

SATURDAY, SUNDAY, MONDAY = (dt.date(2027, 3, day) for day in (13, 14, 15))
FIRST, SOON = NOW + minutes(10), NOW + minutes(11)
TOLD = minutes(5)
ASKED = "Can you still come?"


@pytest.fixture
def token():
    """Of somebody who is coming, and whose mails so far are out of the way."""
    token, _answers = confirm(make_event(title="Hands off", place=make_place()))
    deliver()
    return token


def move(start_on, now, hour=17, minute=30):
    row, start = Occurrence.objects.get(), dt.time(hour, minute)
    move_occurrence(row, start_on=start_on, start_time=start, duration=dt.timedelta(hours=2), by=None, now=now)
    return deliver(now)


def asked():
    return RSVP.objects.get().asked_again_at


def test_there_and_back_before_anybody_was_told_asks_nothing(token):
    assert move(SUNDAY, FIRST) == []
    assert move(SATURDAY, SOON) == []

    assert (asked(), deliver(SOON + TOLD)) == (None, [])


def test_by_way_of_a_third_day_too(token):
    move(SUNDAY, FIRST)
    move(MONDAY, FIRST + minutes(1))
    move(SATURDAY, FIRST + minutes(2))

    assert (asked(), deliver(FIRST + minutes(2) + TOLD)) == (None, [])


def test_to_another_hour_of_the_day_they_answered_for_is_told_and_not_asked(token):
    move(SUNDAY, FIRST)
    move(SATURDAY, SOON, hour=19, minute=0)

    (message,) = deliver(SOON + TOLD)

    assert message.subject == "New time: Hands off, Saturday 13 March, 19:00 – 21:00"
    assert (asked(), ASKED in message.body) == (None, False)


def test_whoever_was_told_of_the_day_between_is_asked(token):
    move(SUNDAY, FIRST)
    deliver(FIRST + TOLD)
    back = FIRST + minutes(60)

    move(SATURDAY, back)
    (message,) = deliver(back + TOLD)

    assert (asked(), ASKED in message.body) == (FIRST, True)


def test_whoever_said_yes_to_the_day_between_is_asked(token):
    move(SUNDAY, FIRST)
    keep_answer(open_link(token), RSVP.objects.get().pk, now=FIRST)

    move(SATURDAY, SOON)

    assert asked() == SOON


def test_a_question_that_was_open_before_stays_open(token):
    move(SUNDAY, FIRST)
    deliver(FIRST + TOLD)
    later = FIRST + minutes(60)

    move(MONDAY, later)
    move(SUNDAY, later + minutes(1))

    assert (asked(), deliver(later + minutes(1) + TOLD)) == (FIRST, [])


def test_whom_no_mail_reaches_is_not_asked_for_the_day_they_answered_for():
    event = make_event(place=make_place())
    join(event, address=None)

    move(SUNDAY, FIRST)
    assert asked() == FIRST
    move(SATURDAY, SOON)

    assert asked() is None


def test_a_new_date_of_what_was_postponed_that_becomes_the_old_one_again(token):
    postpone_occurrence(Occurrence.objects.get(), by=None, now=FIRST)
    new = {"start_time": dt.time(17, 30), "duration": dt.timedelta(hours=2)}
    give_new_date(Occurrence.objects.get(), start_on=SUNDAY, **new, by=None, now=SOON)
    deliver(SOON)

    move(SATURDAY, SOON + minutes(1))

    assert asked() is None
