"""What was postponed, then cancelled, and is not cancelled after all: it waits for its new day again."""

import datetime as dt

import pytest
import time_machine

from events.actions.event import cancel_event
from events.actions.occurrence import cancel_occurrence, give_new_date, postpone_occurrence, reinstate_occurrence
from events.errors import EditClash
from events.models import Event, Occurrence
from tests.events.answers import confirm, deliver, minutes
from tests.events.factories import NOW, make_event, make_place, make_user
from tests.events.views.pages import text_of

pytestmark = pytest.mark.django_db

LATER = NOW + minutes(60)
WHEN_OVER = dt.datetime(2027, 3, 14, 12, tzinfo=dt.UTC)  # it was to be on 13 March


@pytest.fixture
def occurrence():
    event = make_event(title="Hands off", place=make_place())
    confirm(event)
    postpone_occurrence(event.occurrences.get(), by=None, now=NOW + minutes(5))
    deliver(NOW + minutes(20))
    return event.occurrences.get()


def reinstate(now):
    return reinstate_occurrence(Occurrence.objects.get(), by=None, now=now)


@pytest.mark.parametrize("now", [LATER, WHEN_OVER])
@pytest.mark.parametrize("as_a_whole", [False, True])
def test_it_is_postponed_again_and_the_mail_says_so(occurrence, now, as_a_whole):
    if as_a_whole:
        cancel_event(occurrence.event, by=None, now=NOW + minutes(30))
    else:
        cancel_occurrence(occurrence, by=None, now=NOW + minutes(30))
    deliver(NOW + minutes(40))

    reinstate(now)
    reinstate(now)
    (message,) = deliver(now + minutes(30))

    assert (Occurrence.objects.get().state, Event.objects.get().cancelled_at) == ("postponed", None)
    assert message.subject == "Postponed: Hands off"
    assert "When: Postponed, no new date yet" in message.body


def test_where_nobody_was_told_of_the_cancellation_there_is_nothing_to_say(occurrence):
    cancel_occurrence(occurrence, by=None, now=LATER)
    reinstate(LATER)

    assert deliver(LATER + minutes(30)) == []


def test_what_had_its_new_day_when_it_was_cancelled_takes_place_on_that(occurrence):
    day = dt.date(2027, 3, 20)
    cancel_occurrence(occurrence, by=None, now=LATER)
    row = reinstate(LATER)
    give_new_date(row, start_on=day, start_time=dt.time(12), duration=None, by=None, now=LATER + minutes(1))
    cancel_occurrence(Occurrence.objects.get(), by=None, now=LATER + minutes(2))

    row = reinstate(LATER + minutes(3))

    assert (row.state, row.start_on) == ("scheduled", day)


def test_the_second_of_two_organisers_is_told(occurrence):
    opened = Event.objects.get().version
    cancel_occurrence(occurrence, by=None, now=LATER)

    with pytest.raises(EditClash):
        reinstate_occurrence(occurrence, by=None, now=LATER, version=opened)


def test_its_page_offers_it_in_these_words_also_when_its_old_day_is_over(occurrence, client):
    cancel_occurrence(occurrence, by=None, now=LATER)
    event = Event.objects.get()
    path = f"/organize/events/{event.slug}/{occurrence.date_slug}/"
    owner = make_user()
    event.organization.memberships.create(user=owner, role="owner")
    with time_machine.travel(WHEN_OVER, tick=False):
        client.force_login(owner)

        page = text_of(client.get(path))
        form = text_of(client.get(f"{path}reinstate/"))
        client.post(f"{path}reinstate/", {"version": event.version, "step": "save"})

    assert "It is postponed, not cancelled" in page
    assert "It takes place after all" not in page + form
    assert "Let it wait for its new day and tell people" in form
    assert Occurrence.objects.get().state == "postponed"
