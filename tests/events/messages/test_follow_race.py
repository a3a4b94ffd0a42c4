"""Two planners at the same moment, and one that breaks off: nobody is told twice, and nobody is left out."""

import pytest
from django.db import DatabaseError

from events.actions.event import publish_event
from events.messages import follow_rounds
from events.models import Follow
from notifications.kinds import message_kind
from notifications.models import Delivery
from tests.events.actions.test_kit_race import Held, both_at_once
from tests.events.answers import minutes
from tests.events.factories import NOW, make_event
from tests.events.follows import follow, news

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + minutes(6)


@pytest.fixture
def three_follow():
    for number in range(3):
        follow(address=f"n{number}@inbox.example")
    publish_event(make_event(published=False), by=None, now=NOW + minutes(1))


def look(now=LATER):
    list(message_kind("events.follow_news").plan(now=now, until=now))


def owed():
    return Delivery.objects.filter(kind="events.follow_news").count()


def test_two_planners_at_once_tell_each_once(three_follow, monkeypatch):
    both_at_once(look, lambda: look(LATER + minutes(1)), Held(monkeypatch, follow_rounds, "owe"))

    assert owed() == 3
    assert len(news(LATER + minutes(2))) == 3
    assert news(LATER + minutes(9)) == []


def test_a_planner_that_breaks_off_leaves_nobody_out(three_follow, monkeypatch):
    monkeypatch.setattr(follow_rounds, "ROWS_PER_TRANSACTION", {"sqlite": 1, "postgresql": 1})
    owe, times = follow_rounds.owe, []

    def break_at_the_second(rows, **kwargs):
        times.append(rows)
        if len(times) == 2:
            raise DatabaseError
        return owe(rows, **kwargs)

    monkeypatch.setattr(follow_rounds, "owe", break_at_the_second)
    with pytest.raises(DatabaseError):
        look()
    assert owed() == 1

    look(LATER + minutes(1))

    assert owed() == 3
    assert len(news(LATER + minutes(2))) == 3
    assert Follow.objects.filter(told_until__gt=NOW + minutes(1)).count() == 3
