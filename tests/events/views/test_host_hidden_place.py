"""A hidden place behind the link of its host: what everybody may know of it stays what was written for everybody."""

from dataclasses import replace

import pytest

from events.actions.occurrence import change_place
from events.actions.whereabouts import Where
from events.models import Occurrence
from tests.events.factories import NOW
from tests.events.proposals import host_event
from tests.events.views.host_pages import act, followed, path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def hide(**known):
    date = Occurrence.objects.select_related("place", "shown_place", "schedule", "event").get()
    where = replace(Where.of(date), place_visibility="confirmed", **{"town": "", "country": "", **known})
    return change_place(date, where=where, by=None, now=NOW)


def standing(client, token):
    """What the form holds before anything is typed."""
    form = next(tool.form for tool in client.get(path(token)).context["tools"] if tool.name == "place")
    return {name: form[name].value() or "" for name in form.fields}


@pytest.mark.parametrize("town", ["", "Harbour towns"])
def test_another_hidden_place_does_not_make_its_town_public(client, town):
    token, _host = host_event(place="Dock Square")
    hide(town=town, public_area="In the north")

    before = standing(client, token)
    followed(client, act(client, token, "place", **before | {"place": "Quay Road 40, Birkdale"}))

    assert (before["town"], before["place"]) == (town, "Dock Square, Birkdale")
    date = Occurrence.objects.get()
    assert (date.town, date.country, date.shown_place) == (town, "", None)
    assert date.place.one_line == "Quay Road 40, Birkdale"


def test_town_written_beside_a_hidden_place_is_for_everybody(client):
    token, _host = host_event(place="Dock Square")
    hide()

    followed(client, act(client, token, "place", **standing(client, token) | {"town": "Ashford"}))

    date = Occurrence.objects.get()
    assert (date.town, date.shown_place, date.place.one_line) == ("Ashford", None, "Dock Square, Birkdale")
