import pytest

from accounts.keys import destroy_keys, key_names
from events.actions.rsvp_link import change_rsvp
from events.models import Occurrence
from events.reading.attendees import read_attendees
from events.rsvp_links import open_link
from tests.events.answers import AMAL, confirm, join
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db


def attendees():
    return read_attendees(Occurrence.objects.select_related("schedule", "event").get())


def people():
    return [(person.name, person.answer, person.is_reachable) for person in attendees().people]


def test_host_sees_names_and_answers_of_who_has_confirmed_and_no_address():
    event = make_event()
    token, (rsvp,) = confirm(event, name="Amal", party_size=2)
    join(event, address=None)
    join(event, address="waits@inbox.example", name="Waits")
    change_rsvp(open_link(token), rsvp.pk, answer="maybe", attendance="in-person", party_size=2, now=NOW)

    assert sorted(people()) == [("", "going, 1 person", False), ("Amal", "maybe, 2 people", True)]
    assert AMAL not in repr(attendees())
    assert "Amal" not in repr(attendees())


def test_names_take_two_queries_for_any_number_of_people(django_assert_num_queries):
    event = make_event()
    for number in range(3):
        confirm(event, address=f"person{number}@inbox.example", name="Someone")
    occurrence = Occurrence.objects.select_related("schedule", "event").get()

    with django_assert_num_queries(1), django_assert_num_queries(1, using="keys"):
        assert len(read_attendees(occurrence).people) == 3


def test_after_the_key_is_gone_only_the_answers_are_left():
    confirm(make_event(), name="Amal")
    destroy_keys(key_names("occurrence:"))

    assert people() == [("", "going, 1 person", True)]


def test_with_a_lost_contact_key_it_says_why(settings):
    confirm(make_event(), name="Amal")
    settings.CONTACT_KEYS = ["B" * 43 + "="]

    assert attendees().people == []
    assert "the operator has to put back the contact key" in attendees().problem
