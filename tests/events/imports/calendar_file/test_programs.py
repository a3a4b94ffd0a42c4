"""Files as other programs write them: what is understood, and that each thing that is not is said."""

import datetime as dt
from pathlib import Path

import pytest

from events.imports.calendar_file import read_calendar, settle
from events.imports.calendar_file.properties import TAKEN, is_bookkeeping

FILES = Path(__file__).parent / "files"
TODAY = dt.date(2027, 3, 1)


def read(name):
    return read_calendar((FILES / f"{name}.ics").read_bytes())


def settled(name, index, *, zone="Europe/Berlin", **zones):
    return settle(read(name).entries[index], zones=zones, zone=zone)


def said(of):
    return {(one.name, one.count): one.reason for one in of.not_taken}


def test_google_single_event_in_utc_is_read_in_the_zone_of_the_calendar():
    one = settled("google", 0, utc="Europe/Berlin")

    assert (one.when.start_on, one.when.start_time) == (dt.date(2027, 3, 13), dt.time(17, 30))
    assert (one.when.zone, one.when.duration) == ("Europe/Berlin", dt.timedelta(hours=2))
    assert one.cells["title"] == "Rally at the harbour"
    assert one.cells["place"] == "Landungsbrücken, Bei den St. Pauli-Landungsbrücken, 20359 Hamburg, Germany"
    assert one.cells["online_url"] == "https://meet.google.example/abc-defg-hij"
    assert one.cells["attendance"] == "both"
    assert one.cells["note"] == (
        "Bring a banner, and a friend.\n\n- Whistles\n- Water\n\nMore on our page (https://harbour.example/plan)."
    )


def test_google_people_are_never_taken_and_that_is_said():
    one = settled("google", 0)

    assert said(one) == {
        ("ORGANIZER", 1): "addresses of people are left out",
        ("ATTENDEE", 2): "addresses of people are left out",
        ("VALARM", 1): "reminders are left out: whoever comes is reminded by this site",
    }
    assert "planted" not in str(one.cells)


def test_google_weekly_series_without_end_with_a_moved_and_a_cancelled_date():
    one = settled("google", 1)

    timing = one.when.plan(from_on=TODAY).checked()
    assert (one.when.start_on, one.when.until_on) == (dt.date(2026, 1, 6), None)
    assert (timing.start_on, timing.until_on) == (dt.date(2027, 3, 2), dt.date(2028, 2, 29))
    assert timing.exdates == (dt.date(2027, 3, 9),)
    assert one.when.other[dt.date(2027, 3, 23)] == "cancelled"
    moved = one.when.other[dt.date(2027, 3, 16)]
    assert (moved.start_on, moved.start_time, moved.duration) == (
        dt.date(2027, 3, 17),
        dt.time(20),
        dt.timedelta(hours=2),
    )
    assert not one.is_partial


def test_google_private_and_tentative_are_seen():
    entry = read("google").entries[2]

    assert (entry.is_private, entry.is_tentative, entry.starts.time) == (True, True, None)
    assert settled("google", 2).when.duration == dt.timedelta(days=1)


def test_outlook_windows_zone_and_the_second_tuesday():
    one = settled("outlook", 0, zone="UTC")

    assert one.when.zone == "Europe/Berlin"
    assert one.when.plan(from_on=TODAY).checked().dates() == [
        dt.date(2027, 3, 9),
        dt.date(2027, 4, 13),
        dt.date(2027, 5, 11),
    ]
    assert one.cells["kind"] == "panel"
    assert one.cells["note"] == "Three speakers.\n\nThen questions."
    assert said(one) == {
        ("X-ALT-DESC", 1): "the same text again: DESCRIPTION is taken",
        ("PRIORITY", 1): "there is no place for it here",
        ("VALARM", 1): "reminders are left out: whoever comes is reminded by this site",
    }


def test_outlook_own_zone_is_asked_and_html_alone_is_read():
    entry = read("outlook").entries[1]

    assert entry.clocks == {"tzid:Customized Time Zone"}
    assert settle(entry, zones={"tzid:Customized Time Zone": "Asia/Beirut"}, zone="UTC").when.zone == "Asia/Beirut"
    assert entry.note == "First & last.\n\nSecond."


def test_apple_place_of_two_lines_over_the_short_night():
    one = settled("apple", 0)

    assert one.cells["place"] == "Clock Tower Square 112 Market St, Ashford, OR 97520"
    assert one.cells["geo"] == "42.194600;-122.709500"
    assert (one.when.start_time, one.when.duration) == (dt.time(22), dt.timedelta(hours=5, minutes=30))
    assert ("ATTACH", 1) in said(one)


def test_apple_floating_time_is_asked_once_and_tasks_are_said():
    calendar = read("apple")

    assert calendar.entries[1].clocks == {"floating"}
    assert [(one.name, one.reason) for one in calendar.not_taken] == [("VTODO", "a task is no action")]
    one = settle(calendar.entries[1], zones={"floating": "Asia/Beirut"}, zone="UTC")
    assert (one.when.zone, one.when.start_time) == ("Asia/Beirut", dt.time(19))
    assert one.when.duration == dt.timedelta(minutes=90)


def test_nextcloud_zone_inside_a_longer_name_and_a_link_as_place():
    one = settled("nextcloud", 0)

    assert one.when.zone == "Europe/Vienna"
    assert (one.cells["attendance"], one.cells["online_url"]) == ("online", "https://bbb.example.org/b/abc")
    assert "place" not in one.cells
    assert one.cells["kind"] == "meeting"


def test_mobilizon_organizer_that_is_a_bare_name():
    one = settled("mobilizon", 0)

    assert one.cells["note"] == "On se retrouve devant la mairie.\n\n<https://mobilizon.example/events/1b2>"
    assert said(one) == {
        ("ORGANIZER", 1): "addresses of people are left out",
        ("CATEGORIES", 1): "“DEMO, CLIMATE” is no kind of action here",
    }


def test_gancio_utc_over_the_night_the_clock_goes_forward():
    one = settled("gancio", 0, utc="Europe/Rome")

    assert (one.when.start_on, one.when.start_time) == (dt.date(2027, 3, 28), dt.time(3))
    assert one.when.duration == dt.timedelta(hours=2)


@pytest.mark.parametrize("path", sorted(FILES.glob("*.ics")), ids=lambda path: path.stem)
def test_each_property_is_taken_or_named(path):
    calendar = read_calendar(path.read_bytes())
    lines = path.read_text().replace("\n ", "").splitlines()
    names = {line.partition(":")[0].partition(";")[0] for line in lines} - {"BEGIN", "END"}
    inside = {"ACTION", "TRIGGER", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "TZID", "X-LIC-LOCATION"}
    told = {one.name for entry in calendar.entries for one in entry.not_taken} | set(calendar.bookkeeping)
    told |= {one.name for one in calendar.not_taken}
    left = {name for name in names - inside - told - TAKEN if not is_bookkeeping(name)}
    assert left == set()
