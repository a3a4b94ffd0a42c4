import pytest

from events.forms.clock import sure_town


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("City Hall Plaza, Boston", "America/New_York"),
        ("City Hall Plaza, Boston, MA", "America/New_York"),
        ("Pioneer Square, Portland OR", "America/Los_Angeles"),
        ("Times Square, New York", "America/New_York"),
        ("ساحة الشهداء، بيروت", "Asia/Beirut"),
        ("Beirut", "Asia/Beirut"),
    ],
)
def test_the_town_that_a_place_ends_with_keeps_its_clock(line, zone):
    assert sure_town(line).zone == zone


@pytest.mark.parametrize(
    "line", ["", "Town hall", "Town hall, 4 Canal Street", "Town hall, Cambridge", "Seattle, Leeds Street"]
)
def test_what_is_not_sure_is_no_town(line):
    assert sure_town(line) is None
