"""Another place for all dates: who is told of it."""

import datetime as dt

import pytest

from events.actions.details import Details
from events.actions.event import cancel_event, edit_event
from events.actions.occurrence import cancel_occurrence
from events.actions.whereabouts import Where
from tests.events.answers import confirm, deliver, minutes
from tests.events.factories import NOW, make_event, make_place

pytestmark = pytest.mark.django_db

FIRST, SECOND = dt.date(2027, 3, 13), dt.date(2027, 3, 20)
LATER = NOW + minutes(60)


@pytest.fixture
def event():
    """With somebody who comes to each date."""
    place = make_place()
    event = make_event(
        organization=place.organization, place=place, title="Hands off", dates=[FIRST, SECOND], rule="FREQ=WEEKLY"
    )
    confirm(event, event.occurrences.get(original_on=FIRST))
    confirm(event, event.occurrences.get(original_on=SECOND), address="bob@inbox.example")
    return event


def move_all(event):
    event.refresh_from_db()
    where = Where(place_line="Dock Square, Ashford")
    edit_event(event, details=Details.of(event), where=where, by=None, now=LATER)


def places(event):
    return [row.shown_place.name for row in event.occurrences.order_by("original_on")]


def test_nobody_is_told_where_a_cancelled_date_would_have_been(event):
    cancel_occurrence(event.occurrences.get(original_on=FIRST), by=None, now=NOW + minutes(5))
    deliver(NOW + minutes(10))

    move_all(event)

    assert places(event) == ["Dock Square", "Dock Square"]
    assert [(mail.to, mail.subject) for mail in deliver(LATER + minutes(30))] == [
        (["bob@inbox.example"], "New place: Hands off, Saturday 20 March, 17:30 – 19:30")
    ]


def test_nobody_is_told_where_a_cancelled_action_would_have_been(event):
    cancel_event(event, by=None, now=NOW + minutes(5))
    deliver(NOW + minutes(10))

    move_all(event)

    assert places(event) == ["Dock Square", "Dock Square"]
    assert deliver(LATER + minutes(30)) == []
