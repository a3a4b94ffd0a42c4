import re

import pytest
from django.core import mail

from events.models import RSVP, Occurrence
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm
from tests.events.factories import make_event
from tests.events.views.pages import text_of
from tests.events.views.rsvp_pages import SATURDAYS, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HIDDEN_INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def test_post_with_address_answers_itself_and_shows_the_address_as_typed(client):
    event = make_event()

    response = post(client, event, email="AMAL@inbox.example", name="Amal")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies
    assert "Not counted yet: open the link in our mail We wrote to AMAL@inbox.example" in text_of(response)
    assert "Wrong? Correct it" in text_of(response)
    assert RSVP.objects.get().state == "unconfirmed"


def test_correcting_shows_the_form_as_it_was_typed_and_saves_nothing(client):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")

    response = post(
        client, event, email="amal@inbx.example", name="Amal", party_size="٣", dates=["2027-03-20"], correct="1"
    )

    page = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert 'value="amal@inbx.example"' in page
    assert 'value="Amal"' in page
    assert 'value="٣"' in page
    assert re.search(r'value="2027-03-20"[^>]*checked', page)
    assert (RSVP.objects.count(), Delivery.objects.count()) == (0, 0)


def test_done_page_offers_what_was_typed_again_and_without_the_address_a_secret_link(client):
    event = make_event()
    page = post(client, event, email=AMAL, party_size="2").content.decode()

    without_address = page.split("take a secret link instead")[0].rsplit("<form", 1)[1]
    fields = dict(HIDDEN_INPUT.findall(without_address))

    assert fields == {"dates": "2027-03-13", "party_size": "2", "answer": "going", "name": ""}
    response = client.post(f"/events/{event.slug}/rsvp/", fields)
    assert "Counted. Keep this link" in text_of(response)


def test_post_without_address_shows_a_link_once_that_opens_the_answer(client):
    event = make_event()

    response = post(client, event, party_size="2")

    assert "We cannot reach you; this page can" in text_of(response)
    (path,) = set(re.findall(r"/rsvps/[\w-]{43}/", response.content.decode()))
    assert "going, 2 people" in text_of(client.get(path))
    assert Occurrence.objects.get().going_unreachable == 2


def test_get_leads_to_the_form(client):
    event = make_event()

    response = client.get(f"/events/{event.slug}/rsvp/")

    assert (response.status_code, response["Location"]) == (302, f"{event.get_absolute_url()}#rsvp")


def test_draft_and_unknown_events_are_not_there(client):
    assert post(client, make_event(published=False)).status_code == 404
    assert client.post("/events/none-such/rsvp/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"party_size": "0"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "11"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "-1"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "1.5"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "²"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": "two"}, "party_size", "A whole number from 1 to 10."),
        ({"party_size": ""}, "party_size", "This field is required."),
        ({"party_size": "9" * 400}, "party_size", "at most 20 characters"),
        ({"dates": []}, "dates", "Choose at least one date."),
        ({"dates": ["2027-03-14"]}, "dates", "This date takes no answers"),
        ({"dates": ["x' OR 1=1"]}, "dates", "This date takes no answers"),
        ({"email": "nobody"}, "email", "looks like name@example.org"),
        ({"email": "a@b.example, c@d.example"}, "email", "one address only"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "email", "one address only"),
        ({"email": "Amal <amal@inbox.example>"}, "email", "without a name"),
        ({"email": "x" * 65 + "@inbox.example"}, "email", "longer than 64"),
        ({"email": "x" * 5000 + "@inbox.example"}, "email", "at most 320 characters"),
        ({"email": "amal\x00@inbox.example"}, "email", "Null characters are not allowed."),
        ({"name": "x" * 81}, "name", "at most 80 characters"),
        ({"name": "A" * 100_000}, "name", "at most 80 characters"),
        ({"name": "Am\x00al"}, "name", "Null characters are not allowed."),
        ({"name": "Am\x1bal"}, "name", "a character that cannot be shown"),
        ({"answer": "perhaps"}, "answer", "Select a valid choice"),
    ],
)
def test_bad_input_names_the_field_and_saves_nothing(client, typed, field, said):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")

    response = post(client, event, **typed)

    assert response.status_code == 422
    panel = response.content.decode().split('id="rsvp"')[1]
    assert said in panel
    assert f'id="id_{field}_error"' in panel or field == "answer"
    assert (RSVP.objects.count(), Delivery.objects.count(), mail.outbox) == (0, 0, [])


def test_lone_surrogate_and_bytes_that_are_no_utf8_are_refused_or_harmless(client):
    event = make_event()
    body = b"dates=2027-03-13&party_size=1&answer=going&email=&name=%ED%A0%80%FF"

    response = client.post(f"/events/{event.slug}/rsvp/", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (200, 422)


@pytest.mark.parametrize(("typed", "size"), [("٣", 3), ("۱۰", 10), (" 7 ", 7)])
def test_party_size_in_any_digits(client, typed, size):
    post(client, make_event(), party_size=typed)

    assert RSVP.objects.get().party_size == size


def test_arabic_page_prefills_arabic_digits(client):
    page = client.get(make_event().get_absolute_url() + "?lang=ar").content.decode()

    assert re.search(r'name="party_size" value="١"', page)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_form_of_another_site_is_refused(client, headers):
    event = make_event()
    token, _rsvps = confirm(event)

    for path in (f"/events/{event.slug}/rsvp/", f"/rsvps/{token}/", "/leave/"):
        assert client.post(path, {"action": "erase"}, headers=headers).status_code == 403

    assert [rsvp.state for rsvp in RSVP.objects.all()] == ["confirmed"]


def test_own_origin_is_taken(client):
    event = make_event()

    response = client.post(
        f"/events/{event.slug}/rsvp/",
        {"dates": "2027-03-13", "party_size": "1"},
        headers={"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"},
    )

    assert response.status_code == 200
