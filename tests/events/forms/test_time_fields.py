import datetime as dt

import pytest

from events.forms.time_fields import HourField


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("٦ مساءً", dt.time(18)),
        ("٦:٣٠ مساء", dt.time(18, 30)),
        ("٩ صباحًا", dt.time(9)),
        ("٩ صباحا", dt.time(9)),
        ("٦ م", dt.time(18)),
        ("6 p.m.", dt.time(18)),
    ],
)
def test_an_hour_with_its_half_of_the_day_written_out_is_taken(written, hour):
    assert HourField().clean(written) == hour
