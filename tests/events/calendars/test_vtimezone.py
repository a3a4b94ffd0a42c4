"""Our VTIMEZONEs against zoneinfo, for every zone of the tzdata package. They are read here by a reader of the tests'
own, by dateutil and by icalendar: none shares code with the writer."""

import datetime as dt
from collections import defaultdict
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import rrule, tz

from events.calendars.posix_rule import parse_posix_rule
from events.calendars.vtimezone import has_stable_rule, render_vtimezone
from events.calendars.zone_file import parse_zone, read_zone
from events.wall_time import zone_names
from tests.engines import icaljs, libical

FIRST, LAST = 2000, 2045  # what a feed can cover, and more
HOUR = dt.timedelta(hours=1)
# One zone of each kind: a rule, none, midnight, before midnight, half hours, negative summer time, irregular ones.
SAMPLES = [
    "America/New_York",
    "Asia/Dubai",
    "Asia/Beirut",
    "America/Nuuk",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Europe/Dublin",
    "Africa/Cairo",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Africa/Casablanca",
    "America/Vancouver",
    "Antarctica/Troll",
]


def utc(year, month=1, day=1):
    return dt.datetime(year, month, day, tzinfo=dt.UTC)


@cache
def true_changes(name):
    """(instant, offset after it) from zoneinfo, to the minute. No clock has changed twice within five days."""
    zone, changes = ZoneInfo(name), []
    step, at, end = dt.timedelta(days=5), utc(FIRST - 2), utc(LAST + 2)
    offset = at.astimezone(zone).utcoffset()
    while at < end:
        after = (at + step).astimezone(zone).utcoffset()
        if after != offset:
            changes.append((first_minute(zone, at, at + step, offset), after))
        at, offset = at + step, after
    return changes


def first_minute(zone, low, high, offset):
    while high - low > dt.timedelta(minutes=1):
        middle = low + (high - low) / 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


def told_changes(body, first, last):
    """The changes that a VTIMEZONE tells of from 1 January `first` to the end of `last`; RFC 5545 section 3.6.5."""
    onsets = sorted(onset for part in observances(body) for onset in onsets_of(part, last))
    changes, offset = [], None
    for instant, after in onsets:
        if after != offset and utc(first) <= instant < utc(last + 1):
            changes.append((instant, after))
        offset = after
    return changes, onsets


def observances(body):
    lines = body.decode().replace("\r\n ", "").split("\r\n")
    parts = []
    for line in lines:
        if line in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT"):
            parts.append([])
        elif parts and ":" in line:
            parts[-1].append(tuple(line.split(":", 1)))
    return parts


def onsets_of(part, last):
    values = dict(part)
    start = dt.datetime.fromisoformat(values["DTSTART"])
    walls = [start, *(dt.datetime.fromisoformat(value) for name, value in part if name == "RDATE")]
    if "RRULE" in values:
        walls += ruled(values["RRULE"], start)
    before, after = offset_of(values["TZOFFSETFROM"]), offset_of(values["TZOFFSETTO"])
    return [((wall - before).replace(tzinfo=dt.UTC), after) for wall in walls if wall.year <= last + 1]


@cache
def ruled(rule, start):
    made = rrule.rrulestr(rule, dtstart=start)
    return made.between(utc(FIRST - 2).replace(tzinfo=None), utc(LAST + 3).replace(tzinfo=None))


def offset_of(text):
    value = dt.timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:7] or 0))
    return -value if text[0] == "-" else value


@cache
def zones_by_hours():
    """Every zone, but those once whose clocks have shown the same since FIRST and whose VTIMEZONE differs in the name
    only."""
    names = {}
    for name in sorted(zone_names()):
        body = render_vtimezone(name, FIRST, LAST).replace(f"TZID:{name}".encode(), b"")
        names.setdefault((body, tuple(true_changes(name))), name)
    return list(names.values())


def test_zones_by_hours_stand_for_all():
    assert len(zone_names()) > 2 * len(zones_by_hours()) > 400


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_every_zone_changes_when_zoneinfo_says_so_in_every_year(year):
    wrong = []
    for name in zones_by_hours():
        told, onsets = told_changes(render_vtimezone(name, year, year), year, year)
        true = [change for change in true_changes(name) if utc(year) <= change[0] < utc(year + 1)]
        at_start = [after for instant, after in onsets if instant <= utc(year)][-1]
        if told != true or at_start != utc(year).astimezone(ZoneInfo(name)).utcoffset():
            wrong.append((name, told, true))

    assert wrong == []


def test_every_zone_is_right_over_many_years_at_once():
    wrong = [
        name
        for name in zones_by_hours()
        if told_changes(render_vtimezone(name, FIRST, LAST), FIRST, LAST)[0]
        != [change for change in true_changes(name) if utc(FIRST) <= change[0] < utc(LAST + 1)]
    ]

    assert wrong == []


def moments_of(name, first, last):
    """From the years `first` to `last`: six hours before and after each change, and one in each quarter."""
    moments = [change + shift for change, _after in true_changes(name) for shift in (-6 * HOUR, 6 * HOUR)]
    moments += [utc(year, month, 17) + 12 * HOUR for year in range(first, last + 1) for month in (1, 4, 7, 10)]
    return [moment for moment in moments if utc(first, 1, 2) < moment < utc(last, 12, 30)]


def misread(engine, name, body, moments):
    """Whether the engine makes other instants of the wall-clock times than zoneinfo, of which they are."""
    walls = [f"{moment.astimezone(ZoneInfo(name)):%Y%m%dT%H%M%S}" for moment in moments]
    return engine.instants_of(wrapped(body), name, walls) != [int(moment.timestamp()) for moment in moments]


ENGINES = pytest.mark.parametrize("engine", [icaljs, libical], ids=["ical.js", "libical"])


@ENGINES
def test_engines_read_the_same_hours_in_every_zone_and_year(engine):
    """Three years at a time, as a feed with a series of two years asks for."""
    wrong = []
    for name in zones_by_hours():
        asked = defaultdict(list)
        for first in range(FIRST, LAST + 1, 3):
            last = min(first + 2, LAST)
            asked[render_vtimezone(name, first, last)] += moments_of(name, first, last)
        wrong += [(name, body) for body, moments in asked.items() if misread(engine, name, body, moments)]

    assert wrong == []


@ENGINES
def test_engines_read_the_same_hours_over_many_years_at_once(engine):
    """Of zones without a rule; a rule is the same however many years are asked for."""
    wrong = []
    for name in zones_by_hours():
        body = render_vtimezone(name, FIRST, LAST)
        if b"RRULE" not in body and misread(engine, name, body, moments_of(name, FIRST, LAST)):
            wrong.append(name)

    assert wrong == []


def wrapped(body):
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//EN\r\n"
    return head + body + b"END:VCALENDAR\r\n"


@pytest.mark.parametrize("name", SAMPLES)
def test_dateutil_reads_the_same_hours(name):
    told = tz.tzical(StringIO(wrapped(render_vtimezone(name, 2026, 2028)).decode())).get(name)

    for instant, _after in true_changes(name):
        if not utc(2026) < instant < utc(2029):
            continue
        for moment in (instant - 6 * HOUR, instant + 6 * HOUR):
            wall = moment.astimezone(ZoneInfo(name)).replace(tzinfo=None)
            assert wall.replace(tzinfo=told).utcoffset() == moment.astimezone(ZoneInfo(name)).utcoffset()


@pytest.mark.parametrize("name", SAMPLES)
def test_icalendar_reads_the_same_hours(name):
    calendar = icalendar.Calendar.from_ical(wrapped(render_vtimezone(name, 2026, 2028)))
    told = calendar.timezones[0].to_tz(lookup_tzid=False)

    for month in range(1, 37):
        wall = utc(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 12).replace(tzinfo=None)
        assert wall.replace(tzinfo=told).utcoffset() == wall.replace(tzinfo=ZoneInfo(name)).utcoffset()


def test_a_stable_zone_is_a_pair_of_rules():
    body = render_vtimezone("America/New_York", 2027, 2027).decode()

    assert [line for line in body.split("\r\n") if line.startswith("RRULE")] == [
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    ]
    assert "RDATE" not in body


def test_an_irregular_zone_repeats_its_first_onset_as_an_rdate():
    parts = list(observances(render_vtimezone("Asia/Gaza", 2027, 2028)))
    changing = [part for part in parts if dict(part)["TZOFFSETFROM"] != dict(part)["TZOFFSETTO"]]

    assert len(changing) == 2
    for part in changing:
        rdates = [value for name, value in part if name == "RDATE"]
        assert rdates[0] == dict(part)["DTSTART"]
        assert len(rdates) == len(set(rdates)) == 4


def test_the_summer_clock_of_dublin_is_daylight_time():
    body = render_vtimezone("Europe/Dublin", 2027, 2027).decode()

    assert body.index("BEGIN:STANDARD") < body.index("TZNAME:GMT") < body.index("END:STANDARD")
    assert body.index("BEGIN:DAYLIGHT") < body.index("TZNAME:IST") < body.index("END:DAYLIGHT")


def test_has_stable_rule_tells_morocco_before_and_after_its_last_change():
    assert not has_stable_rule("Africa/Casablanca", 2026)
    assert has_stable_rule("Africa/Casablanca", 2027)
    assert not has_stable_rule("Africa/Cairo", 2027)


def test_read_zone_refuses_what_is_no_zone():
    for name in ("Mars/Olympus", "../../etc/passwd", ""):
        with pytest.raises(LookupError):
            read_zone(name)


def test_parse_refuses_what_is_no_zone_file():
    with pytest.raises(ValueError, match="TZif"):
        parse_zone(b"no" * 40)
    with pytest.raises(ValueError, match="unknown rule"):
        parse_posix_rule("EST5EDT,J60,J300")
