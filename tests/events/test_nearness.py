import pytest

from events import nearness
from events.nearness import Spot, say_town, understand_near


def near(text, **options):
    return understand_near(text, **{"language": "en", **options})


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Leeds", "Leeds, England, United Kingdom"),
        ("leeds", "Leeds, England, United Kingdom"),
        ("London, Ontario", "London, Ontario, Canada"),
        ("London Ontario", "London, Ontario, Canada"),
        ("London, Canada", "London, Ontario, Canada"),
        ("Ashford, Ireland", "Ashford, Ireland"),
        ("Leeds, no such region", "Leeds, England, United Kingdom"),
        ("القاهرة", "القاهرة, Egypt"),
        ("القاهرة، مصر", "القاهرة, Egypt"),
    ],
)
def test_a_name_means_the_most_populous_town_unless_its_region_says_another(text, town):
    assert say_town(near(text).town, "en") == town


def test_towns_that_may_be_meant_as_well_are_named_and_read_back():
    found = near("London")

    [other] = found.others
    assert say_town(other, "en") == "London, Ontario, Canada"
    assert near(say_town(other, "en")).town == other


def test_a_namesake_by_a_minor_name_is_not_offered():
    """Warner Robins was once York."""
    names = [near("York").town.name, *(town.name for town in near("York").others)]

    assert set(names) == {"York"}
    assert near("Paris").others == ()


def test_the_language_of_the_reader_changes_no_town():
    assert near("York", language="ar").town == near("York").town
    assert near("London", language="ar").others == near("London").others


def test_distance_is_that_of_the_town_or_of_the_place_itself():
    leeds = near("Leeds")

    assert round(leeds.distance_to(Spot("York", "", "Europe/London"))) == 35
    assert round(leeds.distance_to(Spot("York", "GB", "Europe/London"))) == 35
    assert round(leeds.distance_to(Spot("", "", "Europe/London", 53.9, -1.08))) == 33
    assert leeds.distance_to(Spot("Nowhere", "", "Europe/London")) is None
    assert leeds.distance_to(Spot("", "", "Europe/London")) is None


def test_a_town_lies_where_its_clock_is_kept():
    """Nix is a city of Utah only, so no action at London's hour takes place there."""
    leeds = near("Leeds")

    assert leeds.distance_to(Spot("Nix", "", "Europe/London")) is None
    assert leeds.distance_to(Spot("Dunmore", "", "America/New_York")) > 5_000


def test_what_bears_the_name_is_near_where_nobody_knows_the_town():
    unknown = near("Birkhollow")

    assert unknown.town is None
    assert unknown.distance_to(Spot("birkhollow", "", "Europe/London")) == 0
    assert unknown.distance_to(Spot("Ashfold", "", "Europe/London")) is None


def test_a_namesake_at_another_hour_is_not_near():
    """Springfield in Illinois is not sure, and so not located: only the clock tells."""
    springfield = near("Springfield, Missouri")

    assert springfield.distance_to(Spot("Springfield", "", "America/Chicago")) == 0
    assert springfield.distance_to(Spot("Springfield", "", "Asia/Tokyo")) is None


@pytest.mark.parametrize(
    ("radius", "kilometres", "reaches"), [(None, 50, True), (None, 51, False), (100, 51, True), (1, None, False)]
)
def test_radius_is_fifty_kilometres_unless_said_otherwise(radius, kilometres, reaches):
    assert near("Leeds", radius_km=radius).reaches(kilometres) is reaches


def test_what_is_remembered_is_bounded():
    assert nearness._locate.cache_info().maxsize == 4096


@pytest.mark.parametrize("text", ["", " ", ",", "،", ", Kent", "x" * 100, "<script>", "٥", "Leeds,,,,,", "\u202eLeeds"])
def test_anything_can_be_typed(text):
    found = near(text)

    assert found.distance_to(Spot("", "", "Europe/London")) is None
