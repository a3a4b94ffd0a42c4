import pytest

from tests.events.factories import make_statement

pytestmark = pytest.mark.django_db


def test_the_calendar_page_offers_every_way_to_subscribe(client):
    make_statement(slug="clinics")

    page = client.get("/calendar/").content.decode()

    assert 'href="webcal://127.0.0.1:8000/events.ics"' in page
    assert 'value="http://127.0.0.1:8000/events.ics"' in page
    assert "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2F127.0.0.1%3A8000%2Fevents.ics" in page
    assert "https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2F127.0.0.1%3A8000%2Fevents.ics" in page
    assert 'href="/calendar/?statement=clinics"' in page


def test_the_calendar_page_keeps_the_filter_of_a_list(client):
    page = client.get("/calendar/?kind=vigil&q=").content.decode()

    assert 'value="http://127.0.0.1:8000/events.ics?kind=vigil"' in page
    assert '<p>Vigil · <a href="/calendar/">' in page
    assert '<a href="/events.rss?kind=vigil">RSS</a> · <a href="/events.json?kind=vigil">JSON Feed</a>' in page


def test_the_calendar_page_knows_the_calendar_of_one_thing(client):
    make_statement(slug="clinics")

    own = client.get("/calendar/?statement=clinics").content.decode()
    narrower = client.get("/calendar/?statement=clinics&kind=vigil").content.decode()

    assert 'value="http://127.0.0.1:8000/statements/clinics.ics"' in own
    assert 'value="http://127.0.0.1:8000/events.ics?kind=vigil&amp;statement=clinics"' in narrower


def test_the_calendar_page_names_a_key_that_it_does_not_know(client):
    response = client.get("/calendar/?kinds=vigil")

    assert response.status_code == 400
    assert "kinds: There is no such key." in response.content.decode()


def test_the_relation_has_a_page(client):
    page = client.get("/rel/called-for-by/").content.decode()

    assert "http://127.0.0.1:8000/rel/called-for-by/" in page
