import datetime as dt

import pytest

from events.written_dates import dates_in, read_date_line

DAY = dt.date(2025, 1, 20)


@pytest.mark.parametrize(
    "line",
    [
        "January 20, 2025",
        "Jan. 20, 2025",
        "20 January 2025",
        "20th of January, 2025",
        "Monday, 20 January 2025",
        "2025-01-20",
        "20.1.2025",
        "Published: Mon, 20 Jan. 2025 at 10:30 am by admin",
        "Posted on January 20, 2025 | 3 min read",
        "  January\u00a020,\u00a02025  ",
        "٢٠ يناير ٢٠٢٥",
        "20 كانون الثاني 2025",
        "الإثنين، 20 يناير 2025",
        "20 de enero de 2025",
        "20. Januar 2025",
    ],
)
def test_dates_as_people_write_them(line):
    assert read_date_line(line) == DAY


@pytest.mark.parametrize(
    "line",
    [
        "1/2/2025",
        "31 February 2025",
        "January 2025",
        "20 January",
        "",
        "0000-00-00",
        "We met on 20 January 2025.",
        "x" * 500,
    ],
)
def test_what_is_no_date_or_could_be_two(line):
    assert read_date_line(line) is None


def test_a_place_may_stand_before_the_date_where_it_is_asked_for():
    assert read_date_line("Ashford, 20 January 2025", with_place=True) == DAY
    assert read_date_line("Ashford, 20 January 2025") is None
    assert read_date_line("Nurses before the closed ward, Jan. 20, 2025", with_place=True) is None


def test_dates_inside_a_line():
    assert dates_in("Nurses released, Jan. 19, 2025, and again on 2025-01-20") == [dt.date(2025, 1, 19), DAY]
