import dataclasses

import pytest

from events.date_facts import say_where
from events.remembered import Remembered
from tests.events.factories import make_event, make_place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ({"place": "", "place_is_pending": True}, "\u2067\u2068Ashford\u2069؛ المكان يُعلن لاحقًا\u2069"),
        ({"place": ""}, "\u2067\u2068Ashford\u2069؛ المكان بالتحديد يصل إلى من أكّدوا حضورهم\u2069"),
        ({"place": "", "place_is_pending": True, "town": "صور"}, "صور؛ المكان يُعلن لاحقًا"),
        ({"place": "Town Hall", "town": ""}, "Town Hall"),
    ],
)
def test_where_begins_on_the_side_of_its_language(seen, said):
    date = make_event(place=make_place()).occurrences.get()
    shown = dataclasses.replace(Remembered.of(date), **{"town": "Ashford", **seen})

    assert say_where(shown, "ar") == said
