import pytest

from events.actions.place import find_or_add_place
from tests.events.factories import make_organization


def test_a_line_becomes_name_address_and_town(db):
    place = find_or_add_place(make_organization(), text="Clock Tower Square, 112 Market St; Ashford")

    assert (place.name, place.address_lines, place.locality) == ("Clock Tower Square", "112 Market St", "Ashford")
    assert place.one_line == "Clock Tower Square, 112 Market St, Ashford"


def test_arabic_place_reads_with_arabic_commas(db):
    place = find_or_add_place(make_organization(), text="ساحة برج الساعة، شارع الزيتون, عين الريحان")

    assert (place.name, place.address_lines, place.locality) == ("ساحة برج الساعة", "شارع الزيتون", "عين الريحان")
    assert place.one_line == "ساحة برج الساعة، شارع الزيتون، عين الريحان"


def test_a_place_is_kept_once_whatever_its_commas(db):
    organization = make_organization()
    place = find_or_add_place(organization, text="ساحة برج الساعة، عين الريحان")

    assert find_or_add_place(organization, text=place.one_line) == place
    assert find_or_add_place(organization, text="ساحة برج الساعة ,عين الريحان") == place
    assert organization.places.count() == 1


@pytest.mark.parametrize(
    ("text", "address", "town"),
    [
        ("Reading room, 4 Canal Street", "4 Canal Street", ""),
        ("Reading room, 12b Canal Street", "12b Canal Street", ""),
        ("Rathaus, 1010 Wien", "", "1010 Wien"),
        ("Harpa, 101 Reykjavík", "", "101 Reykjavík"),
        ("Town hall, Dublin 8", "", "Dublin 8"),
    ],
)
def test_a_house_number_is_no_town(db, text, address, town):
    place = find_or_add_place(make_organization(), text=text)

    assert (place.address_lines, place.locality, place.one_line) == (address, town, text)
