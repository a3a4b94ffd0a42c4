import pytest

from events.forms.occurrence import PlaceForm
from events.forms.where import WhereForm, initial_where
from events.models.event import Visibility
from tests.events.factories import make_event, make_place


def line_of(form):
    assert form.is_valid(), form.errors
    return form.where().place_line


@pytest.mark.parametrize(
    ("place", "town", "line"),
    [
        ("Reading room, Canal Street", "Birkdale", "Reading room, Canal Street, Birkdale"),
        ("Reading room, Canal Street, birkdale ", " Birkdale", "Reading room, Canal Street, birkdale"),
        ("Reading room, Birkdale", "", "Reading room, Birkdale"),
        ("", "Birkdale", ""),
    ],
)
def test_the_town_typed_beside_a_place_is_its_town(place, town, line):
    assert line_of(WhereForm({"place": place, "town": town})) == line


@pytest.mark.django_db
def test_a_place_that_stands_stays_as_it_is():
    event = make_event(place=make_place(name="Hall", address_lines="", locality=""), town="Birkdale")
    standing = initial_where(event)

    assert line_of(PlaceForm({"place": "Hall", "town": "Birkdale"}, initial=standing)) == "Hall"
    assert line_of(PlaceForm({"place": "Small hall", "town": "Birkdale"}, initial=standing)) == "Small hall, Birkdale"


def test_the_town_for_everybody_is_not_put_into_a_hidden_place():
    form = PlaceForm({"place": "Back room, Canal Street", "town": "Birkdale", "hides_place": "on"})

    assert line_of(form) == "Back room, Canal Street"
    assert (form.where().town, form.where().place_visibility) == ("Birkdale", Visibility.CONFIRMED)
