"""Days that are written without their year: what they are taken for, and that the cell says so."""

import datetime as dt

import pytest

from events.imports.action_list.cells import Source
from events.imports.action_list.reading import read_action_list

TODAY = dt.date(2026, 11, 29)
WINDOW = (dt.date(2027, 3, 8), dt.date(2027, 3, 13))


def days_of(words, *, window=None):
    """The days of an action, and where their year is from; None where none is understood."""
    text = f"Ashford: Rally, {words}, 5pm, Town Hall"
    read = read_action_list(text, window=window, today=TODAY, find_town=lambda name, region: None)
    cells = read.actions[0].cells
    return tuple((str(cells[name].value), cells[name].source) for name in ("day", "last_day") if name in cells) or None


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Saturday 12 December", ["2026-12-12"]),
        ("13 de marzo", ["2027-03-13"]),
        ("السبت ١٢ كانون الأول", ["2026-12-12"]),
        ("25/11", ["2026-11-25"]),
        ("29 October", ["2027-10-29"]),
        ("30 December – 2 January", ["2026-12-30", "2027-01-02"]),
        ("Sat 12 and Sun 13 December", ["2026-12-12", "2026-12-13"]),
        ("every Tuesday in March", ["2027-03-02"]),
    ],
)
def test_a_day_of_a_call_without_days_is_of_the_year_of_the_pasting_and_says_so(words, days):
    assert days_of(words) == tuple((day, Source.ASSUMED_YEAR) for day in days)


@pytest.mark.parametrize("words", ["Friday 12 December", "3/12", "3/12/2026", "Saturday", "Saturday 12", "32 December"])
def test_what_is_not_sure_without_the_calls_days_stays_unread(words):
    assert days_of(words) is None


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("12 March 2028", ["2028-03-12"]),
        ("12.3.28", ["2028-03-12"]),
        ("12 March – 2 April 2028", ["2028-03-12", "2028-04-02"]),
        ("30 December – 2 January 2028", ["2027-12-30", "2028-01-02"]),
        ("Sat 11 and Sun 12 March 2028", ["2028-03-11", "2028-03-12"]),
        ("12 March / 12 mars 2028", ["2028-03-12"]),
    ],
)
@pytest.mark.parametrize("window", [WINDOW, None])
def test_a_year_that_the_text_writes_holds_for_all_its_days(words, days, window):
    assert days_of(words, window=window) == tuple((day, Source.TEXT) for day in days)


@pytest.mark.parametrize(
    ("words", "day"), [("12 March", "2027-03-12"), ("Friday", "2027-03-12"), ("Friday 12", "2027-03-12")]
)
def test_the_days_of_the_call_tell_the_year(words, day):
    assert days_of(words, window=WINDOW) == ((day, Source.WINDOW_YEAR),)
