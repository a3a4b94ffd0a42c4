import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.calendars.text import clean, content_lines, escape, one_line, parameter, text_line, uri_line

HOSTILE = [
    "a\rb",
    "a\r\nb",
    "a\x85b",
    "a\u2028b\u2029c",
    "a\x0bb\x0cc",
    "a\nEND:VEVENT\nBEGIN:VEVENT\nUID:x",
    "a\r\nATTENDEE:mailto:someone@example.org",
    "nul\x00 bell\x07 escape\x1b delete\x7f",
    "half a pair \ud83d",
    'back\\slash \\n semi;colon, comma: colon "quotes"',
    "x" * 10_000,
    "é" * 5_000,
    "👩🏽‍🚒" * 300,
    "السلام عليكم " * 100,
    "\u202ereversed\u202c",
    "\ufeffmark",
    " leading and trailing ",
    "\\" * 200,
    "",
]


def component(*lines):
    return content_lines(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def lines_of(data):
    assert data.endswith(b"\r\n")
    return data[:-2].split(b"\r\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_line_is_read_back_as_it_was_meant(text):
    event = icalendar.Event.from_ical(component(text_line("SUMMARY", text)))

    assert event["SUMMARY"] == clean(text)
    assert [name for name, _value in event.property_items(recursive=False)] == ["BEGIN", "SUMMARY", "END"]


@pytest.mark.parametrize("text", HOSTILE)
def test_content_lines_are_short_and_whole(text):
    for line in lines_of(component(text_line("DESCRIPTION", text))):
        assert len(line) <= 75
        assert not {10, 13} & set(line)
        line.decode()  # no character is split


@settings(deadline=None)
@given(text=st.text(max_size=400))
def test_text_line_survives_any_text(text):
    data = component(text_line("X-NOTE", text), text_line("SUMMARY", text))

    assert icalendar.Event.from_ical(data)["SUMMARY"] == clean(text)
    assert all(len(line) <= 75 for line in lines_of(data))


@settings(deadline=None)
@given(text=st.text(alphabet="\\,;\nab", max_size=300))
def test_content_lines_never_split_an_escape(text):
    for line in lines_of(content_lines([f"SUMMARY:{escape(text)}"])):
        assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0


def test_content_lines_keep_what_belongs_to_one_character_together():
    person = "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}\N{ZERO WIDTH JOINER}\N{FIRE ENGINE}"
    pieces = content_lines(["X:" + person * 40]).decode().replace("\r\n ", "\n").strip().split("\n")

    assert all(not piece.startswith(tuple(person[1:])) for piece in pieces[1:])


def test_content_lines_refuse_a_line_break_that_nobody_cleaned():
    with pytest.raises(AssertionError):
        content_lines(["SUMMARY:a\r\nUID:b"])


@pytest.mark.parametrize("text", HOSTILE)
def test_parameter_stays_one_quoted_value(text):
    event = icalendar.Event.from_ical(component(f"LINK;LABEL={parameter(text)}:https://example.org/"))

    assert event["LINK"].params.get("LABEL", "") == one_line(text).replace('"', "'").replace("\\", "/")


def test_uri_line_cannot_end_its_line():
    line = uri_line("URL", "https://example.org/\r\nUID:x y\u2028z")

    assert line == "URL:https://example.org/UID:xyz"
