import pytest
from django.http import QueryDict

from events.filters import FilterError, narrow_occurrences
from events.filters.occurrence import OccurrenceFilter, describe_filter
from events.gazetteer import index
from events.models import Occurrence
from tests.events.factories import NOW, make_event, make_organization, make_place

pytestmark = pytest.mark.django_db


def found(query):
    rows = narrow_occurrences(Occurrence.objects.public(), QueryDict(query), now=NOW)
    return [one.event_id for one in rows]


def refused(query):
    with pytest.raises(FilterError) as error:
        found(query)
    return error.value.problems


def in_town(town, **fields):
    return make_event(town=town, place_is_pending=True, **{"zone": "Europe/London", **fields})


@pytest.fixture
def without_gazetteer(monkeypatch):
    monkeypatch.setattr(index, "towns_file", lambda: None)


def test_near_is_fifty_kilometres_or_as_many_as_are_asked_for():
    leeds, york, _london = in_town("Leeds"), in_town("York"), in_town("London")

    assert found("near=Leeds") == [leeds.pk, york.pk]
    assert found("near=leeds&radius_km=20") == [leeds.pk]
    assert found("near=Leeds&radius_km=%D9%A3%D9%A0%D9%A0") == [leeds.pk, york.pk, _london.pk]


def test_the_place_counts_before_the_town_by_its_own_coordinates():
    """A hall outside the town that bears its name."""
    hall = make_place(locality="London", latitude=53.8, longitude=-1.5)
    event = make_event(place=hall, zone="Europe/London")
    make_event(place=make_place(locality="Leeds", latitude=51.5, longitude=0), zone="Europe/London")

    assert found("near=Leeds") == [event.pk]


def test_online_and_towns_that_nobody_knows_are_near_nothing():
    make_event(attendance="online", zone="Europe/London")
    in_town("Birkhollow")

    assert found("near=Leeds&radius_km=500") == []


def test_a_town_that_the_gazetteer_does_not_know_is_found_by_its_name():
    event = in_town("Birkhollow")
    in_town("Leeds")

    assert found("near=birkhollow") == [event.pk]


def test_radius_alone_asks_for_nothing():
    event = in_town("London")

    assert found("near=&radius_km=10") == [event.pk]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("near=Leeds&radius_km=0", "radius_km"),
        ("near=Leeds&radius_km=501", "radius_km"),
        ("near=Leeds&radius_km=far", "radius_km"),
        ("radius_km=99999999999999999999999", "radius_km"),
        ("near=%00", "near"),
        ("near=" + "x" * 101, "near"),
        ("accessibility=lift", "accessibility"),
        ("place=" + "x" * 201, "place"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_key(query, key):
    assert list(refused(query)) == [key]


def test_without_the_gazetteer_the_key_is_refused_with_the_reason(without_gazetteer):
    in_town("Leeds")

    assert refused("near=Leeds") == {"near": ["This site has no list of the world’s towns. Write the town as place=."]}


def test_near_takes_one_query_for_one_and_for_three(django_assert_num_queries):
    in_town("Leeds")
    with django_assert_num_queries(2):
        found("near=Leeds")

    for town in ("York", "Bradford"):
        in_town(town)
    with django_assert_num_queries(2):
        assert len(found("near=Leeds")) == 3


def test_a_hidden_place_takes_no_part():
    hall = make_place(name="Wisteria House", locality="Leeds", latitude=53.8, longitude=-1.5)
    hiding = {"place": hall, "shown_place": None, "place_visibility": "confirmed", "zone": "Europe/London"}
    make_event(**hiding)
    written = make_event(**hiding, town="Leeds")

    assert found("near=Leeds") == [written.pk]
    assert found("place=Leeds") == [written.pk]
    assert found("place=Wisteria+House") == []


def test_a_place_is_a_town_or_a_shown_place_by_its_name():
    square = make_event(place=make_place(name="Clock Tower Square", locality="Köln"))
    pending = in_town("Koln", zone="America/New_York")
    make_event(place=make_place(name="Square", locality="New Köln"))

    assert found("place=KÖLN") == [square.pk, pending.pk]
    assert found("place=clock-tower+square") == [square.pk]
    assert found("place=Kol") == []


def test_every_need_is_answered_with_yes():
    both = make_event(accessibility={"step-free": "yes", "captions": "yes"})
    one = make_event(accessibility={"step-free": "yes", "captions": "no"})
    make_event()

    assert found("accessibility=step-free") == [both.pk, one.pk]
    assert found("accessibility=step-free&accessibility=captions") == [both.pk]
    assert found("accessibility=&near=&place=") == [both.pk, one.pk, both.pk + 2]


def test_filter_says_in_words_where_it_asks_for():
    organization = make_organization(name="Clinic Watch")
    query = f"place=Town+Hall&near=leeds&radius_km=30&accessibility=step-free&organization={organization.slug}"
    chosen = OccurrenceFilter(QueryDict(query), Occurrence.objects.all(), now=NOW)
    chosen.check()

    words = ["Clinic Watch", "Town Hall", "within 30 km of Leeds", "Step-free all the way"]
    assert describe_filter(chosen) == words


def test_kilometres_are_known_of_every_town_that_was_found():
    in_town("Leeds")
    in_town("York")
    chosen = OccurrenceFilter(QueryDict("near=Leeds"), Occurrence.objects.public(), now=NOW)
    chosen.check()

    assert chosen.qs.count() == 2
    assert {town: round(km) for town, km in chosen.kilometres.items()} == {"Leeds": 0, "York": 35}
