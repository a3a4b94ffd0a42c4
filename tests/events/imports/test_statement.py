import datetime as dt

import pytest

from events.imports.pasted_text import MAX_BYTES, UnreadableText
from events.imports.statement import Verdict, read_statement

FIRST = (
    "The night buses of Halden County have not run for fifteen weeks, and nobody who decides about them has waited "
    "at a stop since. Now they are to run again. The question is: what do we do so that they stay?"
)
SECOND = (
    "Despite the leaflets that the company put into every letter box, thousands have been\u00a0moved to come out. They "
    "know now, if they didn’t before, that the county, the U.K. firm and its bank share the profit."
)
THIRD = "The first thing is to make sure that nobody forgets:\u00a0It was possible."
# A web page as it is copied: CRLF, a caption with another date, a line of a no-break space, buttons.
PAGE = "\r\n".join(
    [
        "Strengthen the night buses!",
        "",
        "March 3, 2027",
        "",
        FIRST,
        "",
        "Drivers before the depot, March 2, 2027",
        "",
        SECOND,
        "",
        THIRD,
        "",
        "\u00a0",
        "",
        "Share",
        "Share",
        "Share",
    ]
)


def dropped(imported):
    return [(line.number, line.text.strip()) for line in imported.dropped]


@pytest.mark.parametrize("as_bytes", [True, False])
def test_a_copied_page(as_bytes):
    found = read_statement(PAGE.encode() if as_bytes else PAGE)

    assert (found.title, found.dated_on, found.language) == ("Strengthen the night buses!", dt.date(2027, 3, 3), "en")
    assert found.body.split("\n\n") == [FIRST, SECOND.replace("\u00a0", " "), THIRD.replace("\u00a0", " ")]


@pytest.mark.parametrize(
    "line",
    [
        "Statement of the Depot Drivers, 3 March 2027",
        "Open letter by the Depot Drivers – March 3, 2027",
        "Joint statement of 3 March 2027",
        "بيان نقابة السائقين، ٣ آذار ٢٠٢٧",
    ],
)
def test_the_line_that_says_whose_text_it_is_and_when(line):
    found = read_statement(f"Strengthen the night buses!\n\n{line}\n\n{FIRST}\n")

    assert (found.title, found.dated_on) == ("Strengthen the night buses!", dt.date(2027, 3, 3))
    assert (found.body, found.dropped) == (FIRST, [])


def test_a_title_that_bears_a_day_stays_the_title():
    found = read_statement(f"Statement of the Depot Drivers, 3 March 2027\n\nTo all who ride at night\n\n{FIRST}\n")

    assert found.title == "Statement of the Depot Drivers, 3 March 2027"


def test_the_report_says_of_every_line_what_became_of_it():
    found = read_statement(PAGE)

    assert {line.number: line.verdict.value for line in found.lines} == {
        1: "title",
        3: "date",
        5: "text",
        7: "dropped",
        9: "text",
        11: "text",
        13: "dropped",
        15: "dropped",
        16: "dropped",
        17: "dropped",
    }
    assert [str(line.reason) for line in found.dropped[:3]] == [
        "a picture’s caption",
        "an empty line of spaces",
        "the page’s buttons for sharing",
    ]


def test_markdown_with_front_matter():
    found = read_statement(
        b'---\ntitle: "Keep the buses"\ndate: 2027-03-03\nlayout: post\n---\n\nWe **call** on all.\n\n'
        b"![Drivers](a.jpg)\n\n## What now\n\n- Come\n- Stay\n",
        name="buses.md",
    )

    assert (found.title, found.dated_on) == ("Keep the buses", dt.date(2027, 3, 3))
    assert found.body == "We **call** on all.\n\n## What now\n\n- Come\n- Stay"


@pytest.mark.parametrize("heading", ["# Keep the buses\n", "Keep the buses\n==============\n"])
def test_markdown_headings(heading):
    found = read_statement(heading + "\n2027-03-03\n\nWe call on **all**.\n\nNow\n---\nCome.\n", name="buses.md")

    assert (found.title, found.dated_on) == ("Keep the buses", dt.date(2027, 3, 3))
    assert found.body == "We call on **all**.\n\n## Now\n\nCome."


def test_arabic():
    found = read_statement(
        "بيان صحفي\n\nلا مدينة تتخلى عن عيادتها\n\n٢٠ كانون الثاني ٢٠٢٧\n\n"
        "على مدى عامين أغلقت المقاطعة العيادات العامة واحدة تلو الأخرى وقالت لكل مدينة إنها الوحيدة. ندعو الجميع."
        "\n\nمشاركة\nطباعة"
    )

    assert (found.title, found.dated_on, found.language) == ("لا مدينة تتخلى عن عيادتها", dt.date(2027, 1, 20), "ar")
    assert found.body.startswith("على مدى عامين")
    assert len(found.dropped) == 3


TITLE, DAY, TEXT = (
    "Keep the buses",
    "March 3, 2027",
    "We call on everybody who waits at night to come to the depot on Friday, and to bring a light.",
)
FURNITURE = [
    "Skip to content",
    "Share",
    "ShareShareShare",
    "Share this on Facebook",
    "Tweet",
    "Print",
    "Facebook | Twitter | WhatsApp",
    "5 comments",
    "Leave a comment",
    "Tags: buses, night",
    "We use cookies. Accept all cookies or read our policy.",
    "© 2027 Halden Night Riders",
    "Read more",
    "3 min read",
    "« Previous post",
    "Photo: Anna Example",
    "Drivers at the gate (Photo: Anna Example)",
    "Posted in News",
    "![](bus.jpg)",
]


@pytest.mark.parametrize("line", FURNITURE)
@pytest.mark.parametrize("where", ["before the text", "after the text", "at the top"])
def test_furniture_is_left_out_wherever_it_stands(line, where):
    order = {
        "before the text": [TITLE, DAY, line, TEXT],
        "after the text": [TITLE, DAY, TEXT, line],
        "at the top": [line, TITLE, DAY, TEXT],
    }
    found = read_statement("\n\n".join(order[where]))

    assert (found.title, found.dated_on, found.body) == (TITLE, dt.date(2027, 3, 3), TEXT)
    assert [line_.text for line_ in found.dropped] == [line]


@pytest.mark.parametrize(
    "line", ["By Anna Example", "Press release", "Home > News > Statements", "Keep the buses | Night Riders"]
)
def test_what_stands_around_a_title(line):
    order = [TITLE, line, DAY, TEXT] if line.startswith(("By", "Keep")) else [line, TITLE, DAY, TEXT]
    found = read_statement("\n\n".join(order))

    assert (found.title, found.body, dropped(found)) == (TITLE, TEXT, [(order.index(line) * 2 + 1, line)])


def test_a_list_of_other_texts_at_the_end():
    found = read_statement("\n\n".join([TITLE, DAY, TEXT, "Related posts", "The depot\nThe gate", "Another one"]))

    assert found.body == TEXT
    assert len(found.dropped) == 4


@pytest.mark.parametrize(
    "text",
    [
        "Above all, we call on the drivers to stay.",
        "Share what you have with those who strike, and come.",
        "Print leaflets. Put them into every letter box of your street.",
        "Listen to the drivers",
        "By 5 pm we want an answer from the county and from the bank.",
        "Home is where the bus stops, and nobody takes that from us.",
    ],
)
def test_sentences_that_begin_like_furniture_stay(text):
    found = read_statement("\n\n".join([TITLE, DAY, TEXT, text, TEXT + " Again."]))

    assert text in found.body
    assert found.dropped == []


def test_lines_wrapped_by_hand_become_one_paragraph():
    wrapped = (
        "We call on everybody who waits at night to come to\nthe depot on Friday, and to bring a light, a friend\n"
        "and a drum."
    )
    found = read_statement(f"{TITLE}\n\n{DAY}\n\n{wrapped}")

    assert found.body == wrapped.replace("\n", " ")


def test_short_lines_stay_lines():
    found = read_statement(f"{TITLE}\n\n{DAY}\n\n{TEXT}\n\nClock Tower Square\n112 Market St\nAshford")

    assert found.body == f"{TEXT}\n\nClock Tower Square\\\n112 Market St\\\nAshford"


def test_headings_lists_and_what_looks_like_markdown():
    found = read_statement(
        "\n\n".join(
            [
                TITLE,
                DAY,
                TEXT,
                "What we ask",
                TEXT,
                "• Come\n• Stay 5 * 3 * 2",
                "2025. A year to forget, we said *then* and_now_.",
            ]
        )
    )

    assert found.body.split("\n\n")[1:] == [
        "## What we ask",
        TEXT,
        "- Come\n- Stay 5 * 3 * 2",
        r"2025\. A year to forget, we said \*then\* and\_now\_.",
    ]
    assert [line.text for line in found.lines if line.verdict is Verdict.HEADING] == ["What we ask"]


def test_without_title_or_date_nothing_is_made_up():
    found = read_statement(f"{FIRST}\n\n{SECOND}")

    assert (found.title, found.dated_on) == ("", None)
    assert found.body.startswith("The night buses")


def test_the_date_of_an_action_in_the_title_is_not_the_texts():
    found = read_statement(f"DAY OF ACTION — SATURDAY, MARCH 13, 2027\n\n{FIRST}")

    assert (found.title, found.dated_on) == ("DAY OF ACTION — SATURDAY, MARCH 13, 2027", None)


def test_a_date_at_the_end():
    found = read_statement(f"{TITLE}\n\n{FIRST}\n\nHalden, 3 March 2027")

    assert (found.dated_on, found.body) == (dt.date(2027, 3, 3), FIRST)


def test_a_long_first_line_is_cut_to_what_a_title_can_be():
    assert len(read_statement("# " + "x" * 10_000 + "\n\ntext").title) == 300


def test_a_byte_order_mark_and_what_cannot_be_seen_are_taken_away():
    found = read_statement(b"\xef\xbb\xbf" + f"Ti\u00adtle\u200b\x07\n\n{DAY}\n\n{TEXT}\ufeff".encode())

    assert (found.title, found.body) == ("Title", TEXT)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "There is no text."),
        (" \r\n\u00a0\n", "There is no text."),
        (b"\x07\x08", "There is no text."),
        (b"x" * (MAX_BYTES + 1), "The text is larger than one megabyte."),
        ("é" * (MAX_BYTES // 2 + 1), "The text is larger than one megabyte."),
        (b"caf\xe9", "The text is not UTF-8: byte 4 does not fit. Save it as UTF-8 and try again."),
        ("x\ud800", "The text is not UTF-8: byte 2 does not fit. Save it as UTF-8 and try again."),
        ("Title".encode("utf-16"), "The file is encoded in UTF-16. Save it as UTF-8 and try again."),
        (b"Ti\x00tle", "The file holds NUL bytes: it is not a text."),
        (
            b"<!DOCTYPE html><html>",
            "This is the source code of a page or document. Copy its text as you see it, and paste that.",
        ),
        (
            rb"{\rtf1\ansi",
            "This is the source code of a page or document. Copy its text as you see it, and paste that.",
        ),
        (b"%PDF-1.7", "This is the source code of a page or document. Copy its text as you see it, and paste that."),
    ],
)
def test_what_cannot_be_read_says_why(source, says):
    with pytest.raises(UnreadableText) as refusal:
        read_statement(source)

    assert (refusal.value.field, refusal.value.message) == ("source", says)


@pytest.mark.parametrize(
    "line", ["a" * 900_000, "- " * 400_000, "\n".join("x" * 30_000), "> " * 300_000, "[" * 100_000, "://" * 60_000]
)
def test_a_large_source_is_read_in_bounded_time(line):
    assert read_statement(f"{TITLE}\n\n{DAY}\n\n{line}").title == TITLE
