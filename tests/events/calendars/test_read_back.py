"""Any text in any field: the right bytes, and every engine reads back what was meant and nothing else."""

import datetime as dt

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.calendars.text import clean
from events.models import Place
from tests.engines import icaljs, libical
from tests.events.calendars.tellers import rows_of
from tests.events.calendars.test_fragments import calendar_of, make_schedule
from tests.events.calendars.test_golden import assert_written_by_the_book
from tests.events.calendars.test_text import HOSTILE

BREAKS = ["\r", "\r\n", "\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\\n", "\\", ";", ",", ":", '"', "^", "\x00"]
PIECES = [
    "END:VEVENT",
    "BEGIN:VALARM",
    " ",
    "\t",
    "👩🏽‍🚒",
    "ع" * 40,
    "é",
    "e\u0301" * 30,
    "\ud83d",
    "\ufeff",
    "a" * 74,
]
NAMES = [
    *("CATEGORIES", "CREATED", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "GEO", "LAST-MODIFIED", "LOCATION"),
    *("RRULE", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID", "URL", "X-APPLE-STRUCTURED-LOCATION"),
    "X-MICROSOFT-CDO-BUSYSTATUS",
]
OVERRIDE = sorted({*NAMES, "RECURRENCE-ID"} - {"RRULE"})
hostile_texts = st.lists(st.one_of(st.sampled_from(BREAKS + PIECES), st.text(max_size=30)), max_size=12).map("".join)


def schedule_that_says(title, *, summary="", name="Group", place="Hall", note=""):
    # Letters at both ends: whether blanks there belong to a text is the engines' own business.
    schedule = make_schedule(
        zone="America/New_York",
        start_on=dt.date(2027, 3, 6),
        start_time=dt.time(17),
        duration=dt.timedelta(hours=1),
        rule="FREQ=WEEKLY",
        until_on=dt.date(2027, 3, 20),
    )
    schedule.event.title, schedule.event.summary = title, summary
    schedule.event.organization.name = name
    hall = Place(name=place, address_lines=place, latitude=1, longitude=2)
    for row in (schedule.event, *rows_of(schedule)):
        row.attendance, row.place, row.shown_place = "in-person", hall, hall
    rows_of(schedule)[1].note = note
    return schedule


def wrapped(text):
    return f"a{text}z"


def assert_read_back(title, **texts):
    data = calendar_of(schedule_that_says(title, **texts))

    assert_written_by_the_book(data)
    readings = [icaljs.read(data), libical.read(data)]
    for reading in readings:
        assert reading.faults == []
        assert [entry["SUMMARY"] for entry in reading.entries] == [[clean(title)]] * 2
        assert [sorted(entry) for entry in reading.entries] == [NAMES, OVERRIDE]
    for name in ("DESCRIPTION", "LOCATION"):
        first, second = ([entry[name] for entry in reading.entries] for reading in readings)
        parsed = [[str(entry[name])] for entry in icalendar.Calendar.from_ical(data).walk("VEVENT")]
        assert first == second == parsed
    return readings[0].entries


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_read_back_as_text(text):
    text = wrapped(text)

    _series, noted = assert_read_back(text, summary=text, name=text, place=text, note=text)

    assert noted["DESCRIPTION"][0].count(clean(text)) >= 2  # the note and the summary


@settings(deadline=None, max_examples=60)
@given(texts=st.tuples(*[hostile_texts.map(wrapped)] * 5))
def test_any_text_is_read_back(texts):
    title, summary, name, place, note = texts

    assert_read_back(title, summary=summary, name=name, place=place, note=note)
