import datetime as dt
import re

import pytest

from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.models import Announcement, Occurrence
from tests.events.answers import confirm, deliver
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db
FIRST = NOW + dt.timedelta(minutes=10)
HOUR = re.compile(r"\d\d:\d\d")
SATURDAY = dt.date(2027, 3, 13)


@pytest.fixture
def event():
    event = make_event(title="Hands off")
    confirm(event)
    deliver()
    return event


def after(seconds):
    return FIRST + dt.timedelta(seconds=seconds)


def move(minute, at):
    when = {"start_on": SATURDAY, "start_time": dt.time(18, minute), "duration": dt.timedelta(hours=2)}
    move_occurrence(Occurrence.objects.get(), **when, by=None, now=after(at))


def told(at):
    """First hours of what goes out then: before and now."""
    lines = [message.body.splitlines() for message in deliver(after(at))]
    facts = [[line for line in each if line.startswith(("Before:", "When:"))] for each in lines]
    return [[hour for line in each for hour in HOUR.findall(line)[:1]] for each in facts]


def edit_each_119_seconds(number):
    """What has been told at once by the time of the last edit."""
    gone = []
    for turn in range(number):
        move(turn + 1, turn * 119)
        gone += told(turn * 119)
    return gone


def test_endless_edits_are_told_ten_minutes_after_the_first(event):
    assert edit_each_119_seconds(6) == []  # the last after 595 seconds

    assert told(599) == []
    assert told(600) == [["17:30", "18:06"]]


def test_edits_after_that_are_a_burst_of_their_own(event):
    edit_each_119_seconds(6)
    told(600)

    move(7, 6 * 119)
    move(8, 7 * 119)

    assert told(7 * 119 + 119) == []
    assert told(7 * 119 + 120) == [["18:06", "18:08"]]


def test_who_should_have_been_told_of_the_first_burst_waits_for_no_second(event):
    for turn in range(8):
        move(turn + 1, turn * 119)

    assert told(7 * 119) == [["17:30", "18:08"]]
    assert told(3600) == []


def test_what_never_waits_ends_a_burst(event):
    for turn in range(5):
        move(turn + 1, turn * 119)
    cancel_occurrence(Occurrence.objects.get(), by=None, now=after(500))
    assert told(500) == [["17:30"]]
    assert Announcement.objects.count() == 6


def test_one_edit_long_after_another_waits_for_itself_alone(event):
    move(1, 0)
    assert told(120) == [["17:30", "18:01"]]

    move(2, 590)

    assert told(709) == []
    assert told(710) == [["18:01", "18:02"]]
