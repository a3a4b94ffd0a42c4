import datetime as dt

import pytest
from django.core.exceptions import ValidationError

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
        ("12:00 noon", dt.time(12)),
        ("Noon", dt.time(12)),
        ("١٢ ظهرًا", dt.time(12)),
        ("١ ظهرًا", dt.time(13)),
        ("6 de la tarde", dt.time(18)),
        ("7:30 du soir", dt.time(19, 30)),
    ],
)
def test_an_hour_with_its_half_of_the_day_written_out_is_taken(written, hour):
    assert HourField().clean(written) == hour


def test_noon_is_at_twelve():
    with pytest.raises(ValidationError):
        HourField().clean("5 noon")
