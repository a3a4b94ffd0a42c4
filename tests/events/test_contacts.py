import pytest

from accounts.errors import AddressInvalid
from accounts.keys import destroy_keys, read_key
from events.contacts.rsvps import find_rsvps, make_occurrence_keys, occurrence_key, open_contacts
from events.contacts.sealing import hash_address
from events.models import RSVP
from tests.events.answers import AMAL, join
from tests.events.factories import make_event

pytestmark = pytest.mark.django_db


def test_rows_of_one_person_at_two_dates_have_nothing_in_common():
    join(make_event())
    join(make_event())

    first, second = RSVP.objects.all()
    assert first.address_hash != second.address_hash
    assert first.batch != second.batch


def test_sealed_columns_do_not_open_in_another_row_or_column():
    event = make_event()
    join(event, name="Amal")
    join(event, address="other@inbox.example")
    mine, other = RSVP.objects.order_by("created_at", "pk")

    other.sealed_address, other.sealed_token = mine.sealed_address, mine.sealed_token
    mine.sealed_name = mine.sealed_address

    assert open_contacts([mine, other]) == {}


def test_without_its_key_nothing_opens_and_nothing_is_found():
    join(make_event())
    rsvp = RSVP.objects.get()
    destroy_keys([occurrence_key(rsvp.occurrence_id)])

    assert open_contacts([rsvp]) == {}
    assert find_rsvps(AMAL) == []


def test_find_tries_every_live_key_in_a_fixed_number_of_queries(django_assert_num_queries):
    for _ in range(3):
        join(make_event())
    join(make_event(), address="other@inbox.example")

    with django_assert_num_queries(4), django_assert_num_queries(2, using="keys"):
        found = find_rsvps("AMAL@inbox.example")

    assert len(found) == 3


def test_hash_is_that_of_the_mailbox_under_one_key_only():
    keys = make_occurrence_keys([1, 2])

    assert hash_address("v.ictim@gmail.com", key=keys[1]) == hash_address("Victim+x@googlemail.com", key=keys[1])
    assert hash_address("victim@gmail.com", key=keys[1]) != hash_address("victim@gmail.com", key=keys[2])
    assert read_key("occurrence:1") == keys[1]


def test_what_is_no_address_has_no_hash():
    with pytest.raises(AddressInvalid):
        hash_address("nobody", key=b"x" * 32)
