import pytest
from django.forms import ValidationError

from events.forms.when import find_zone


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


@pytest.mark.parametrize("typed", ["Nowhereville", "Ashford", ""])
def test_what_is_not_sure_is_refused(typed):
    with pytest.raises(ValidationError):
        find_zone(typed)
