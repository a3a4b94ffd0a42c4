import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from events.add_links import add_links
from tests.events.factories import make_event, make_place

pytestmark = pytest.mark.django_db


def links_of(**fields):
    """By the host: everything that the link says."""
    event = make_event(slug="march", title="March & rally", **fields)
    found = add_links(event.occurrences.get())
    return {urlsplit(link.url).netloc: parse_qs(urlsplit(link.url).query) for link in found}


def test_each_calendar_on_the_web_gets_the_instant_the_place_and_the_page():
    links = links_of(zone="America/New_York", place=make_place(name="City Hall", locality="Ashford"))
    google, outlook = links["calendar.google.com"], links["outlook.live.com"]

    assert google["dates"] == ["20270313T223000Z/20270314T003000Z"]
    assert google["text"] == ["March & rally"]
    assert google["location"] == ["City Hall, 112 Market St, Ashford"]
    assert google["details"] == ["Details and changes: http://127.0.0.1:8000/events/march/2027-03-13/"]
    assert (outlook["startdt"], outlook["enddt"]) == (["2027-03-13T22:30:00Z"], ["2027-03-14T00:30:00Z"])
    assert (outlook["allday"], outlook["rru"]) == (["false"], ["addevent"])
    assert links["outlook.office.com"] == outlook
    assert (links["calendar.yahoo.com"]["st"], links["calendar.yahoo.com"]["in_loc"]) == (
        ["20270313T223000Z"],
        ["City Hall, 112 Market St, Ashford"],
    )


def test_a_day_without_an_hour_is_a_day():
    links = links_of(hours="tba", start_time=None, duration=None)

    assert links["calendar.google.com"]["dates"] == ["20270313/20270314"]
    assert links["outlook.live.com"]["allday"] == ["true"]
    assert links["calendar.yahoo.com"]["dur"] == ["allday"]


def test_an_end_that_nobody_knows_is_not_invented():
    assert links_of(duration=None)["calendar.google.com"]["dates"] == ["20270313T223000Z/20270313T223000Z"]


def test_a_hidden_place_is_in_no_link():
    place = make_place(name="Secret cellar")
    links = links_of(place=place, shown_place=None, public_area="Old town")

    assert links["calendar.google.com"]["location"] == ["Old town"]
    assert "Secret" not in str(links)


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_what_does_not_take_place_is_added_nowhere(state):
    event = make_event()
    event.occurrences.update(state=state)

    assert add_links(event.occurrences.get()) == []


def test_the_page_offers_them_for_the_date_that_it_shows(client):
    event = make_event(slug="march", start_on=timezone.now().date() + dt.timedelta(days=9))
    page = client.get(event.get_absolute_url()).text

    date = event.occurrences.get().date_slug
    assert f'href="/events/march/{date}.ics"' in page
    assert page.count("nofollow noreferrer") >= 6
    assert "cancelled%3Dshown" in page
