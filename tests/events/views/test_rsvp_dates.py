"""Which dates the box takes answers for: any that is open, so many at once."""

import datetime as dt
import re

import pytest

from events.models import RSVP
from tests.events.factories import make_event
from tests.events.views.pages import text_of
from tests.events.views.rsvp_pages import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WEEKS = [dt.date(2027, 3, 6) + dt.timedelta(weeks=week) for week in range(20)]
FAR = WEEKS[15].isoformat()
TICKED = re.compile(r'<input type="checkbox" name="dates" value="([^"]+)"([^>]*)>')


@pytest.fixture
def event():
    return make_event(start_on=WEEKS[0], dates=WEEKS, rule="FREQ=WEEKLY")


def boxes(response):
    """The dates that are offered, and those of them that are ticked."""
    found = TICKED.findall(response.content.decode())
    return [value for value, _rest in found], [value for value, rest in found if "checked" in rest]


def test_date_far_ahead_that_its_page_offers_takes_an_answer(client, event):
    assert boxes(client.get(f"/events/{event.slug}/{FAR}/"))[1] == [FAR]

    response = post(client, event, dates=FAR, email="amal@inbox.example")

    assert response.status_code == 200
    assert [rsvp.occurrence.date_slug for rsvp in RSVP.objects.all()] == [FAR]


def test_date_far_ahead_is_still_ticked_where_something_has_to_be_mended(client, event):
    response = post(client, event, dates=[WEEKS[1].isoformat(), FAR], party_size="many")

    assert response.status_code == 422
    offered, ticked = boxes(response)
    assert offered == [*(day.isoformat() for day in WEEKS[:12]), FAR]
    assert ticked == [WEEKS[1].isoformat(), FAR]


def test_more_than_twelve_at_once_are_refused_in_words_and_stay_ticked(client, event):
    wanted = [day.isoformat() for day in WEEKS[:13]]

    response = post(client, event, dates=wanted)

    assert (response.status_code, RSVP.objects.count()) == (422, 0)
    assert "At most 12 dates at once." in text_of(response)
    assert boxes(response)[1] == wanted


def test_date_that_is_over_or_of_another_action_takes_none(client, event):
    make_event(start_on=dt.date(2027, 5, 2))
    event.occurrences.filter(original_on=WEEKS[15]).update(state="cancelled")

    for date in (FAR, "2027-05-02"):
        response = post(client, event, dates=date)
        assert (response.status_code, RSVP.objects.count()) == (422, 0)
        assert "This date takes no answers" in text_of(response)
