"""Whatever is in the file: it is refused with a reason, or read within bounds. Nothing crashes, nothing takes long."""

import contextlib
import datetime as dt
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.errors import EventsError
from events.imports.calendar_file import read_calendar, settle
from events.when_words import say_all, say_shortened

TODAY = dt.date(2027, 3, 1)
START = "DTSTART:20270313T173000Z"


def calendar(*lines):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines, uid="a"):
    return ["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Rally", *lines, "END:VEVENT"]


def read_all(source):
    """Everything that a page does with a file, without a database."""
    found = read_calendar(source)
    for entry in found.entries:
        one = settle(entry, zones=dict.fromkeys(entry.clocks, "Asia/Gaza"), zone="Europe/Berlin")
        say_all(one.when, "en")
        say_shortened(one.when, "ar", today=TODAY)
    return found


def plan_all(source):
    """What is done for each entry that is taken."""
    for entry in read_all(source).entries:
        when = settle(entry, zones=dict.fromkeys(entry.clocks, "Asia/Gaza"), zone="Europe/Berlin").when
        with contextlib.suppress(EventsError):
            assert len(when.plan(from_on=TODAY).checked().dates()) <= 400


def only(*lines):
    return settle(read_calendar(calendar(*event(*lines))).entries[0], zones={}, zone="Europe/Berlin")


def reasons(source):
    return [(one.name, one.reason) for one in read_all(source).not_taken]


def refusal(source):
    with pytest.raises(EventsError) as caught:
        read_all(source)
    assert caught.value.field == "file"
    return caught.value.message


def processor_time(source):
    before = time.process_time()
    with contextlib.suppress(EventsError):
        read_all(source)
    return time.process_time() - before


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "This is no calendar file: it does not begin with BEGIN:VCALENDAR."),
        (b"<!doctype html><p>Sign in", "This is no calendar file: it does not begin with BEGIN:VCALENDAR."),
        (b"PK\x03\x04rest", "The file is packed. Unpack it, and choose one of the .ics files in it."),
        (b"\xff\xfeB\x00", "The file is encoded in UTF-16. Save it as UTF-8 and try again."),
        (b"BEGIN:VCALENDAR\r\nX:\xe9", "The file is not UTF-8: byte 20 does not fit. Save it as UTF-8 and try again."),
        (b"BEGIN:VCALENDAR\r\nX:\x00", "The file holds NUL bytes: it is not a text."),
        (
            b"BEGIN:VCALENDAR\r\n" + b"X" * 1_000_000,
            "The file is larger than one megabyte. Export a shorter time, or one calendar at a time.",
        ),
        (b"BEGIN:VCALENDAR\n" + b"X:\n" * 60_001, "The file has more than 60000 lines of calendar."),
        (
            calendar(*["BEGIN:VTODO", "END:VTODO"] * 10_000),
            "The file has more than 5000 parts (BEGIN). Export a shorter time.",
        ),
        (
            calendar(*[line for n in range(501) for line in event(START, uid=n)]),
            "It has 501 events; at most 500 fit at once. Export a shorter time.",
        ),
        (calendar("BEGIN:VEVENT", *["BEGIN:VALARM", "BEGIN:X"] * 40), "Line 7: X lies inside too many others."),
    ],
)
def test_a_file_is_refused_with_its_reason(source, reason):
    assert refusal(source) == reason


def test_an_entry_that_is_not_closed_stops_no_other():
    source = calendar("BEGIN:VEVENT", "SUMMARY:Lost", START, *event(START), "BEGIN:VEVENT", "SUMMARY:Lost too")

    assert [entry.title for entry in read_all(source).entries] == ["Rally"]
    assert [(one.name, one.of, one.line) for one in read_all(source).not_taken] == [
        ("VEVENT", "Lost", 3),
        ("VEVENT", "Lost too", 11),
    ]


def test_an_end_without_a_beginning_is_said():
    assert reasons(calendar("END:VEVENT", *event(START))) == [("END:VEVENT", "nothing of this name is open")]


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("DTSTART:00010101T000000Z", "the year 1 is too far away"),
        ("DTSTART;TZID=Asia/Gaza:99991231T235959", "the year 9999 is too far away"),
        ("DTSTART:20270231T000000", "“20270231T000000” is not a date"),
        ("DTSTART:tomorrow", "“tomorrow” is not a date"),
        ("X-START:1", "it has no start"),
    ],
)
def test_an_entry_without_a_start_is_named_with_its_line(start, reason):
    found = read_all(calendar(*event(start), *event(START, uid="b")))

    assert [(one.name, one.reason, one.of) for one in found.not_taken] == [("DTSTART", reason, "Rally")]
    assert found.not_taken[0].line == (6 if "DTSTART" in start else 3)
    assert len(found.entries) == 1


def test_an_end_before_the_start_is_no_end():
    one = only(START, "DTEND:20270313T163000Z")

    assert (one.when.duration, one.is_partial) == (None, False)
    assert [(note.name, note.reason) for note in one.not_taken] == [
        ("DTEND", "it ends before it starts: no end is taken")
    ]


@pytest.mark.parametrize("length", ["P9999999999W", "-PT1H", "PT", "P400D", "x" * 10_000])
def test_a_length_that_is_none(length):
    one = only(START, f"DURATION:{length}")

    assert one.when.duration is None
    assert [note.name for note in one.not_taken] == ["DURATION"]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=SECONDLY", "FREQ: “SECONDLY” is not kept, only DAILY, WEEKLY, MONTHLY and YEARLY."),
        ("FREQ=DAILY;COUNT=0", "COUNT: there are no such dates."),
        ("FREQ=YEARLY;BYDAY=" + ",".join(["1MO"] * 60), "The rule is longer than 200 characters."),
        ("FREQ=DAILY;BYSECOND=1,2", "BYSECOND: we do not keep rules with this part."),
        ("FREQ=WEEKLY;INTERVAL=999999", "INTERVAL: a whole number from 1 to 99."),
    ],
)
def test_a_rule_that_is_not_kept_leaves_the_first_date(rule, why):
    one = only(START, f"RRULE:{rule}")

    assert (one.when.rule, one.is_partial) == ("", True)
    assert one.not_taken[0].reason == f"the rule is not kept, only the first date is taken. {why}"


def test_a_rule_of_very_many_dates_is_cut():
    one = only("DTSTART;TZID=Europe/Berlin:20270313T173000", "RRULE:FREQ=DAILY;COUNT=999999")

    assert len(one.when.plan(from_on=TODAY).checked().dates()) == 400
    assert [(note.name, note.reason) for note in one.not_taken] == [("RRULE", "of its dates the first 400 are taken")]


def test_a_date_beside_the_rule_is_taken_though_it_comes_before_the_rules_next():
    rdate = "RDATE;TZID=Europe/Berlin:20270304T173000,20270204T173000"
    one = only("DTSTART;TZID=Europe/Berlin:20260112T173000", "RRULE:FREQ=MONTHLY;UNTIL=20270420T000000Z", rdate)

    assert one.when.plan(from_on=TODAY).checked().dates() == [
        dt.date(2027, 3, 4),
        dt.date(2027, 3, 12),
        dt.date(2027, 4, 12),
    ]


def test_of_dates_without_a_rule_those_to_come_are_taken():
    one = only("DTSTART;TZID=Europe/Berlin:20270112T173000", "RDATE;TZID=Europe/Berlin:20270204T173000,20270304T173000")

    assert one.when.plan(from_on=TODAY).checked().dates() == [dt.date(2027, 3, 4)]


def test_two_entries_of_one_uid_are_one_and_the_newer_counts():
    first, second = event(START, "SEQUENCE:1"), event("DTSTART:20270314T173000Z", "SEQUENCE:2")

    found = read_all(calendar(*first, *second))

    assert [entry.starts.day for entry in found.entries] == [dt.date(2027, 3, 14)]
    assert reasons(calendar(*first, *second)) == [("UID", "two entries have this UID: the newer one is taken")]


def test_an_entry_without_uid_is_known_by_title_and_start():
    lines = ["BEGIN:VEVENT", "SUMMARY:Rally", START, "END:VEVENT"]
    (one,), (other,) = (read_all(calendar(*lines)).entries for _ in range(2))

    assert one.uid == other.uid
    assert one.uid.startswith("sha256:")
    assert one.not_taken[0].name == "UID"


def test_huge_lines_are_left_out_and_said():
    found = read_all(calendar(*event(START, "DESCRIPTION:" + "x" * 40_000, "X;A=" + "y" * 2_000 + ":1")))

    assert [(one.name, one.reason) for one in found.entries[0].not_taken] == [
        ("DESCRIPTION", "it is longer than 30000 characters"),
        ("X", "its parameters are longer than 1000 characters"),
    ]


def test_an_address_that_is_a_script_is_no_link():
    one = only(START, "URL:javascript:alert(1)", "CONFERENCE;VALUE=URI:tel:+49123", "LOCATION:Square")

    assert "online_url" not in one.cells
    assert "note" not in one.cells
    assert {note.name for note in one.not_taken} == {"URL", "CONFERENCE"}


BOMBS = {
    "properties": calendar(*event(START, *["X-A:1"] * 50_000)),
    "dates": calendar(*event(START, *["RDATE:" + "20270313T173000Z," * 1_700] * 20)),
    "overrides": calendar(*event(START, "RRULE:FREQ=DAILY"), *event(START, "RECURRENCE-ID:20270314T173000Z") * 2_000),
    "old daily series": calendar(
        *[line for n in range(500) for line in event("DTSTART:19700101T000000Z", "RRULE:FREQ=DAILY", uid=n)]
    ),
    "old monthly series": calendar(
        *[line for n in range(500) for line in event("DTSTART:19700131T000000Z", "RRULE:FREQ=MONTHLY", uid=n)]
    ),
    "quotes": calendar(*event(START, *['X;A="' + '"' * 900 + ":1"] * 900)),
    "tags": calendar(*event(START, "DESCRIPTION:" + "<b>" * 9_000)),
    "open tags": calendar(*event(START, "DESCRIPTION:<br>" + "<a href=" * 3_500)),
    "stars": calendar(*event(START, "DESCRIPTION:" + "**_[" * 7_000)),
    "lines": calendar(*event(START, "DESCRIPTION:" + "a\\n" * 9_000)),
    "backslashes": calendar(*event(START, "SUMMARY:" + "\\" * 29_000)),
    "folds": calendar(*event(START, "SUMMARY:" + "x\r\n " * 200_000)),
    "cuts": calendar(*event(START, "CATEGORIES:" + "\\,," * 9_000)),
    "never closed": calendar(*["BEGIN:VEVENT", "SUMMARY:x"] * 4_900),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_at_most_a_second_for_each_100_kilobytes(name):
    quickest = min(processor_time(BOMBS[name]) for _ in range(2))  # the first also loads what is loaded once

    assert quickest < max(1, len(BOMBS[name]) / 100_000)


LINES = st.sampled_from(
    [
        *("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "UID:a", "UID:b", START, "DTSTART:20270313"),
        *("DTSTART;TZID=Europe/Berlin:20271031T023000", "DTEND:20270313T173000Z", "DTEND;TZID=X:20270313T000000"),
        *("RRULE:FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=MONTHLY;BYDAY=-1SU;UNTIL=20280101", "RDATE:20270320T173000Z"),
        *("EXDATE:20270313T173000Z", "RECURRENCE-ID:20270320T173000Z", "DURATION:P1DT2H", "LOCATION:a\\, b"),
        *(
            "GEO:1;2",
            "DESCRIPTION:<p>x",
            'ATTENDEE;CN="a:b":mailto:x',
            " folded",
            "CATEGORIES:Rally",
            "STATUS:CANCELLED",
        ),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=30))
def test_lines_in_any_order_never_crash(lines):
    with contextlib.suppress(EventsError):
        plan_all(calendar(*lines))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_never_crash(source, begins):
    with contextlib.suppress(EventsError):
        plan_all(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270313\n" * begins + source)
