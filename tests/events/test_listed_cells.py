import datetime as dt

import pytest

from events.actions.occurrence import postpone_occurrence
from events.listed_cells import cells_of
from events.models import ListedName
from tests.events.factories import NOW, make_event, make_organization, make_place, make_statement

pytestmark = pytest.mark.django_db


def read(event):
    return cells_of(event, list(event.occurrences.select_related("schedule")))


def test_cells_say_what_stands():
    organization = make_organization()
    host = ListedName.objects.create(
        statement=make_statement(organization=organization), name="Neighbours", role="host"
    )
    event = make_event(
        organization=organization,
        place=make_place(organization=organization),
        listed_host=host,
        accessibility={"step-free": "yes", "seats": "no"},
        description="Bring signs!",
        country="US",
        title="Rally",
    )

    assert read(event) == {
        "kind": "rally",
        "title": "Rally",
        "town": "Ashford",
        "country": "US",
        "attendance": "in-person",
        "place": "Clock Tower Square, 112 Market St",
        "host": "Neighbours",
        "accessibility": "step-free",
        "note": "Bring signs!",
        "day": "2027-03-13",
        "hour": "17:30",
        "ends": "19:30",
        "zone": "America/New_York",
    }


@pytest.mark.parametrize(
    ("fields", "cells"),
    [
        ({"hours": "tba", "duration": None}, {"hour": "tba"}),
        ({"hours": "all-day", "duration": dt.timedelta(days=3)}, {"hour": "all-day", "last_day": "2027-03-15"}),
        ({"duration": dt.timedelta(hours=8)}, {"hour": "17:30", "ends": "01:30"}),
        ({"duration": dt.timedelta(hours=26)}, {"hour": "17:30", "ends": "19:30", "last_day": "2027-03-14"}),
        ({"duration": None}, {"hour": "17:30"}),
    ],
)
def test_cells_of_when(fields, cells):
    stands = read(make_event(**fields))

    assert {name: stands[name] for name in ("hour", "ends", "last_day") if name in stands} == cells


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"place_is_pending": True}, "tba"),
        ({"attendance": "online"}, None),
    ],
)
def test_a_place_that_is_not_known_yet(fields, place):
    assert read(make_event(**fields)).get("place") == place


def test_what_has_no_one_date_has_no_cells_of_when():
    series = make_event(rule="FREQ=WEEKLY", dates=[dt.date(2027, 3, 13), dt.date(2027, 3, 20)])
    postponed = make_event()
    postpone_occurrence(postponed.occurrences.get(), by=None, now=NOW)

    assert not {"day", "hour", "zone"} & (read(series).keys() | read(postponed).keys())
