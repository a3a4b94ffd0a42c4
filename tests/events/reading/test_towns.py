import datetime as dt

import pytest

from events.models import Occurrence
from events.nearness import understand_near
from events.reading.towns import read_towns
from tests.events.factories import make_event, make_place

pytestmark = pytest.mark.django_db
SATURDAY = dt.date(2027, 3, 13)
WEEKS = [SATURDAY + dt.timedelta(weeks=week) for week in range(5)]


def in_town(town, **fields):
    return make_event(town=town, place_is_pending=True, **{"zone": "Europe/London", **fields})


def read(near=None):
    return read_towns(Occurrence.objects.public(), near=near and understand_near(near, language="en"))


def names(towns):
    return [(town.name, [action.occurrence.event_id for action in town.actions]) for town in towns]


def test_towns_stand_in_the_order_of_their_names_and_what_has_none_last():
    online = make_event(attendance="online")
    york, leeds, second = in_town("York"), in_town("leeds"), in_town("York", start_on=WEEKS[1])

    assert names(read().others) == [("leeds", [leeds.pk]), ("York", [york.pk, second.pk]), ("", [online.pk])]
    assert read().near == []


def test_a_series_stands_once_by_its_next_date_and_says_how_many_come_later():
    series = in_town("Leeds", dates=WEEKS, rule="FREQ=WEEKLY")

    [action] = read().others[0].actions
    assert (action.occurrence.start_on, action.later) == (SATURDAY, 4)
    assert action.occurrence.event == series


def test_near_ones_come_first_and_the_nearest_of_all():
    hull, york, leeds = in_town("Hull"), in_town("York"), in_town("Leeds")
    online, nowhere = make_event(attendance="online"), in_town("Birkhollow")

    towns = read("Leeds")

    assert names(towns.near) == [("Leeds", [leeds.pk]), ("York", [york.pk])]
    assert names(towns.others) == [("Hull", [hull.pk]), ("Birkhollow", [nowhere.pk]), ("", [online.pk])]
    assert [town.kilometres and round(town.kilometres) for town in towns.others] == [80, None, None]


def test_a_hidden_place_has_no_town_and_no_distance():
    place = make_place(locality="Leeds", latitude=53.8, longitude=-1.5)
    event = make_event(place=place, shown_place=None, place_visibility="confirmed", zone="Europe/London")

    assert names(read("Leeds").others) == [("", [event.pk])]
    assert read("Leeds").others[0].kilometres is None


def test_reading_takes_the_same_queries_for_one_and_for_three(django_assert_num_queries):
    in_town("Leeds")
    for near in (None, "Leeds"):
        with django_assert_num_queries(4):
            read(near)
    in_town("York")
    in_town("Hull", dates=WEEKS)
    for near in (None, "Leeds"):
        with django_assert_num_queries(4):
            read(near)
