import pytest
from django.core import mail

from events.models import RSVP
from tests.events.answers import AMAL, confirm, deliver, join
from tests.events.factories import make_event
from tests.events.views.pages import text_of
from tests.events.views.rsvp_pages import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def masked(response, address):
    page = response.content.decode().replace(address, "@")
    return (response.status_code, sorted(response.items()), page)


def test_fifty_known_and_fifty_unknown_addresses_get_the_same_bytes(client):
    event = make_event(capacity_in_person=1)
    known = [f"person{number:02}@inbox.example" for number in range(50)]
    unknown = [f"nobody{number:02}@inbox.example" for number in range(50)]
    for address in known[:25]:
        join(event, address=address)
    for address in known[25:]:
        confirm(event, address=address)  # the first has a place, the others found it full
    addresses = known + unknown

    answers = [masked(post(client, event, email=address), address) for address in addresses]

    assert answers.count(answers[0]) == 100
    assert answers[0][0] == 200


def test_above_the_limit_the_page_is_the_same_and_only_confirmed_addresses_count(client):
    event = make_event()
    first = masked(post(client, event, email="early@inbox.example"), "early@inbox.example")
    for _ in range(40):
        response = post(client, event)

    assert response.status_code == 429
    assert "With an e-mail address yours counts" in text_of(response)
    assert RSVP.objects.count() == 30
    late = masked(post(client, event, email="later@inbox.example"), "later@inbox.example")
    assert late == first
    deliver()
    assert mail.outbox[-1].to == ["later@inbox.example"]


def test_a_thousand_spellings_over_many_actions_are_one_mail(client):
    events = [make_event() for _ in range(4)]
    spellings = ["victim@gmail.com", "v.i.c.t.i.m@gmail.com", "Victim+1@googlemail.com", "VICTIM+zz@GMAIL.com."]

    for event in events:
        for spelling in spellings:
            post(client, event, email=spelling)

    assert len(deliver()) == 1


def test_confirmation_mail_holds_nothing_that_a_stranger_typed(client):
    post(client, make_event(), email=AMAL, name="Visit https://evil.example now")

    (message,) = deliver()

    html = message.alternatives[0][0]
    assert "evil" not in message.body + html + message.subject
