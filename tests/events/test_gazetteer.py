import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from events.gazetteer import Town, distance_km, find_town, index, is_available, keys, split_town, towns_named
from events.gazetteer.town import fold_name, fold_names


@pytest.fixture
def no_extra(monkeypatch):
    find_town.cache_clear()
    monkeypatch.setattr(index, "towns_file", lambda: None)
    index._index.cache_clear()
    yield
    index._index.cache_clear()
    find_town.cache_clear()


@pytest.fixture
def lyon(settings, tmp_path):
    """A file of one town, of which nothing is made yet."""
    settings.DATA_DIR = tmp_path
    record = {"geonameid": 1, "name": "Lyon", "countrycode": "FR", "admin1code": "84", "population": 9}
    record |= {"latitude": 45.7, "longitude": 4.8, "timezone": "Europe/Paris", "alternatenames": ["Lugdunum"]}
    towns = tmp_path / "cities500.json"
    towns.write_text(json.dumps({"1": record}))
    return towns


def found(name, **hints):
    town = find_town(name, **hints)
    return town and (town.name, town.country, town.zone)


@pytest.mark.parametrize(
    ("name", "hints", "expected"),
    [
        ("Paris", {}, ("Paris", "FR", "Europe/Paris")),
        ("PARÍS", {}, ("Paris", "FR", "Europe/Paris")),
        ("London", {"region": "ON"}, ("London", "CA", "America/Toronto")),
        ("Fredericton", {"region": "NB"}, ("Fredericton", "CA", "America/Moncton")),
        ("St. John's", {"region": "Newfoundland"}, ("St. John's", "CA", "America/St_Johns")),
        ("Saint Johns", {"region": "NL"}, ("St. John's", "CA", "America/St_Johns")),
        ("Rennes", {"region": "Bretagne"}, ("Rennes", "FR", "Europe/Paris")),
        ("Birmingham", {"region": "UK"}, ("Birmingham", "GB", "Europe/London")),
        ("Paris", {"region": "TX"}, ("Paris", "US", "America/Chicago")),
        ("Paris", {"region": "Texas"}, ("Paris", "US", "America/Chicago")),
        ("Atlanta", {"region": "GA"}, ("Atlanta", "US", "America/New_York")),
        ("Córdoba", {"region": "España"}, ("Córdoba", "ES", "Europe/Madrid")),
        ("Córdoba", {"country": "ar"}, ("Córdoba", "AR", "America/Argentina/Cordoba")),
        ("Sevilla", {}, ("Sevilla", "ES", "Europe/Madrid")),
        ("Seville", {}, ("Sevilla", "ES", "Europe/Madrid")),
        ("القاهرة", {}, ("Cairo", "EG", "Africa/Cairo")),
        ("الاسكندريه", {}, ("Alexandria", "EG", "Africa/Cairo")),
        ("طرابلس", {"region": "لبنان"}, ("Tripoli", "LB", "Asia/Beirut")),
        ("Москва", {}, ("Moscow", "RU", "Europe/Moscow")),
        ("St-Etienne", {}, ("Saint-Étienne", "FR", "Europe/Paris")),
    ],
)
def test_a_sure_name_is_one_town(name, hints, expected):
    assert found(name, **hints) == expected


@pytest.mark.parametrize(
    ("name", "hints"),
    [
        ("Ashford", {}),
        ("Springfield", {}),
        ("Birmingham", {}),
        ("Córdoba", {}),
        ("طرابلس", {}),
        ("Paris", {"region": "an unknown word"}),
        ("Paris", {"region": "ES"}),
        ("Paris", {"zone": "America/Chicago"}),
        ("Carrow Falls", {"region": "NB"}),
        ("", {}),
        (" -.،", {}),
    ],
)
def test_a_name_that_is_not_sure_is_no_town(name, hints):
    assert found(name, **hints) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Portland OR", ("Portland", "OR")),
        ("London UK", ("London", "UK")),
        ("Manchester New Hampshire", ("Manchester", "New Hampshire")),
        ("Ashford, Kent", ("Ashford", "Kent")),
        ("طرابلس لبنان", ("طرابلس", "لبنان")),
        ("Mexico City", ("Mexico City", "")),
        ("Washington DC", ("Washington DC", "")),
        ("New York", ("New York", "")),
        ("Nowhere-upon-Sea UK", ("Nowhere-upon-Sea UK", "")),
        ("", ("", "")),
    ],
)
def test_the_word_beside_a_town_needs_no_comma(typed, expected):
    assert split_town(typed) == expected


def test_a_zone_without_a_namesake_nearby_leaves_a_sure_name_sure():
    assert found("Lyon", zone="America/New_York") == ("Lyon", "FR", "Europe/Paris")


def test_towns_named_come_most_populous_first_and_in_the_reader_s_writing():
    assert [town.country for town in towns_named("Tripoli", "en")][:3] == ["LY", "LB", "GR"]
    assert [(town.name, town.country) for town in towns_named("طرابلس", "ar")] == [("طرابلس", "LY"), ("طرابلس", "LB")]
    assert towns_named("no such town", "en") == []


def test_without_the_extra_nothing_is_sure_and_nothing_breaks(no_extra):
    assert not is_available()
    assert find_town("Paris") is None
    assert towns_named("Paris", "en") == []


def test_many_threads_find_the_same_while_it_is_loaded():
    index._index.cache_clear()
    find_town.cache_clear()

    with ThreadPoolExecutor(8) as threads:
        towns = list(threads.map(lambda _n: towns_named("Paris", "en")[0], range(16)))

    assert {town.country for town in towns} == {"FR"}


def test_what_was_made_of_the_file_is_kept_and_read_again(monkeypatch, lyon, tmp_path):
    (tmp_path / "towns-0.keys").write_bytes(b"of another file")

    made = index.NameIndex(lyon)
    monkeypatch.setattr(keys, "make_keys", lambda path: pytest.fail("made twice"))
    kept = index.NameIndex(lyon)

    assert [entry.town.name for entry in made.entries("lugdunum")] == ["Lyon"]
    assert kept.entries("LYON") == made.entries("Lyon") != []
    assert len(list(tmp_path.glob("towns-*"))) == 1


def test_what_was_kept_half_is_made_again(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    towns = tmp_path / "cities500.json"
    towns.write_text("{}")
    keys._kept_file(towns).write_bytes(b"seven..")

    assert index.NameIndex(towns).entries("Lyon") == []


@pytest.mark.parametrize("names", [[], [""], ["St-Étienne", " ", "عكّا", "Ft. Worth", "Saint", "İzmir", "st", "a\nb"]])
def test_many_names_fold_as_each_of_them_does(names):
    assert fold_names(names) == [fold_name(name) for name in names]


def test_distance_is_the_great_circle_s():
    paris, madrid = find_town("Paris"), find_town("Madrid")

    assert distance_km(paris, madrid) == pytest.approx(1053, abs=3)
    assert distance_km(paris, paris) == 0
    antipodes = [Town("", "", "", latitude, longitude, "", 0) for latitude, longitude in ((10, 20), (-10, -160))]
    assert distance_km(*antipodes) == pytest.approx(20015, abs=1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Étienne", "st etienne"),
        ("São Tomé", "SAO TOME"),
        ("الإسكندرية", "الاسكندريه"),
        ("N’Djamena", "ndjamena"),
    ],
)
def test_names_fold_to_the_same(one, other):
    assert fold_name(one) == fold_name(other)


def test_it_is_made_once_in_a_process_of_its_own_and_who_asks_meanwhile_waits_for_that(monkeypatch, lyon):
    monkeypatch.setattr(keys, "_makers", [])
    monkeypatch.setattr(keys, "make_keys", lambda path: pytest.fail("made here"))

    for _n in range(2):
        keys.make_soon(lyon)
    while not keys._makers:
        time.sleep(0.01)
    towns = index.NameIndex(lyon)
    keys.make_soon(lyon)

    assert [entry.town.name for entry in towns.entries("lugdunum")] == ["Lyon"]
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
    assert [maker.returncode for maker in keys._makers] == [0]


def test_what_is_kept_is_not_made_again_when_the_server_starts(monkeypatch, lyon):
    index.NameIndex(lyon)
    monkeypatch.setattr(keys.subprocess, "Popen", lambda *args, **kwargs: pytest.fail("made again"))

    keys._start_maker(lyon)


def test_without_the_extra_nothing_is_made(no_extra):
    index.warm_up()
