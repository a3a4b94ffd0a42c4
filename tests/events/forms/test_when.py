import datetime as dt

import pytest
from django.forms import ValidationError

from events.forms.when import find_zone, initial_moment
from events.timing import Timing, length_of


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        (" new york ", "America/New_York"),
        ("Istanbul", "Europe/Istanbul"),
        ("Marseille", "Europe/Paris"),
        ("بيروت", "Asia/Beirut"),
        ("عمّان", "Asia/Amman"),
    ],
)
def test_a_city_is_enough_in_any_script(typed, zone):
    assert find_zone(typed) == zone


def test_a_last_day_without_an_hour_stands_in_the_form_as_it_was_typed():
    """It was “Ends 00:00, last day 14 March”: a day more, and an hour that nobody had said."""
    first, last, starts = dt.date(2027, 3, 11), dt.date(2027, 3, 13), dt.time(10)
    duration = length_of(first, last, starts=starts, ends=None)

    shown = initial_moment(Timing(start_on=first, start_time=starts, hours="timed", duration=duration, zone="UTC"))

    assert (shown["end_on"], shown["end_time"]) == (last, None)


@pytest.mark.parametrize("typed", ["Nowhereville", "Ashford", ""])
def test_what_is_not_sure_is_refused(typed):
    with pytest.raises(ValidationError):
        find_zone(typed)
