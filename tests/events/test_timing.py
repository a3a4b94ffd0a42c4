import datetime as dt
from dataclasses import replace

import pytest

from events.errors import EventsError
from events.timing import Timing

NINE = Timing(start_on=dt.date(2027, 3, 9), start_time=dt.time(9), zone="Europe/Berlin")


def test_checked_stores_a_rule_in_one_form_with_its_last_date():
    timing = replace(NINE, rule="freq=weekly;byday=TU", until_on=dt.date(2027, 3, 25)).checked()

    assert (timing.rule, timing.until_on) == ("FREQ=WEEKLY;BYDAY=TU", dt.date(2027, 3, 23))


def test_checked_ends_every_rule_after_a_year():
    assert replace(NINE, rule="FREQ=WEEKLY").checked().until_on == dt.date(2028, 3, 7)


def test_checked_sorts_exceptions_and_counts_each_once():
    days = (dt.date(2027, 3, 23), dt.date(2027, 3, 16), dt.date(2027, 3, 23))

    assert replace(NINE, rule="FREQ=WEEKLY", exdates=days).checked().exdates == (days[1], days[0])


@pytest.mark.parametrize(
    ("hours", "duration", "stored"),
    [
        ("all-day", dt.timedelta(hours=5), dt.timedelta(days=1)),
        ("tba", dt.timedelta(hours=30), dt.timedelta(days=2)),
        ("tba", None, None),
    ],
)
def test_checked_without_an_hour_takes_whole_days(hours, duration, stored):
    assert replace(NINE, start_time=None, hours=hours, duration=duration).checked().duration == stored


def test_checked_is_the_same_when_it_is_checked_again():
    once = replace(NINE, rule="FREQ=MONTHLY;BYDAY=2TU", rdates=(dt.date(2027, 3, 30),)).checked()

    assert once.checked() == once
    assert dt.date(2027, 3, 30) in once.dates()


@pytest.mark.parametrize("zone", ["", "UTC+2", "Europe/Nowhere", "../tzdata", "posix/Europe/Berlin", "\x00"])
def test_checked_refuses_zones_that_nobody_knows(zone):
    with pytest.raises(EventsError) as caught:
        replace(NINE, zone=zone).checked()

    assert caught.value.field == "zone"
