"""A lost link made anew, and the sheet to hang up."""

import datetime as dt

import pytest

from accounts.limits import BUCKETS
from events.models import Event, Occurrence
from tests.events.answers import deliver
from tests.events.factories import NOW
from tests.events.proposals import host_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_lost_link_page_answers_everybody_alike(client):
    for number in range(3):
        host_event(address=f"known{number}@inbox.example")
    deliver(NOW)
    bodies = set()

    for number in range(10):
        for word in ("known", "fresh"):
            BUCKETS.clear()
            response = client.post("/hosts/new-link/", {"email": f"{word}{number}@inbox.example"})
            assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
            bodies.add(response.content.replace(f"{word}{number}".encode(), b""))

    assert len(bodies) == 1
    assert sorted(mail.to[0] for mail in deliver(NOW)) == [f"known{number}@inbox.example" for number in range(3)]


def test_lost_link_page_refuses_what_is_no_address_and_too_many(client):
    assert client.get("/hosts/new-link/").status_code == 200
    assert client.post("/hosts/new-link/", {"email": "nobody"}).status_code == 422

    statuses = [client.post("/hosts/new-link/", {"email": f"a{n}@inbox.example"}).status_code for n in range(11)]

    assert statuses == [200] * 9 + [429] * 2 or statuses == [200] * 10 + [429]


def test_sheet_says_what_everybody_may_know(client):
    token, _host = host_event(place="Dock Square", start_time=dt.time(17, 30))
    Event.objects.update(place_visibility="confirmed", shown_place=None, public_area="Harbour")
    Occurrence.objects.update(place_visibility="confirmed", shown_place=None, public_area="Harbour")

    response = client.get(f"/hosts/{token}/sheet/")

    page = response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "<svg" in page
    assert "Harbour" in page
    assert "Dock Square" not in page
    assert client.post(f"/hosts/{token}/sheet/").status_code == 405
