import hashlib
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.text.marks import Mark, mark_statement
from events.text.rendering import block_bounds, build_text, hash_text, lay_out, normalize, render_body
from tests.events.html_text import marked_runs, shown_text

# What breaks naive mappings: tags between letter and accent, entities, lists, quotes, odd spaces, other scripts.
MARKUP = ["*", "**", "***", "_", "~~", "`", "- ", "1. ", "> ", "# ", "## ", "---\n", "  \n", "\\\n", "\n", "\n\n", "\t"]
CODES = [
    "&lt;",
    "&amp;",
    "&#x301;",
    "<b>",
    ">",
    "[a](http://x.example)",
    "![p](http://x.example/p.png)",
    "a@b.example ",
]
LETTERS = ["word ", "e", "\u0301", "\u0338", "\u00a0", "\u200f", "ندعو ", "👩\u200d⚕️ ", "ﬁ", "가", "\u1100\u1161"]
SCRAPS = st.sampled_from([*MARKUP, *CODES, *LETTERS])
bodies = st.lists(SCRAPS, max_size=40).map("".join) | st.text(max_size=120)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("One.\n\nTwo.", "T\nOne.\nTwo."),
        ("hard\nwrapped\nlines", "T\nhard wrapped lines"),
        ("two  \nlines", "T\ntwo lines"),
        ("*soft* **loud** [link](https://x.example)", "T\nsoft loud link"),
        ("# Heading\n\ntext", "T\nHeading\ntext"),
        ("- one\n- two\n  - three", "T\none\ntwo\nthree"),
        ("1. one\n\n   more", "T\none\nmore"),
        ("> said\n> so", "T\nsaid so"),
        ("a\u00a0b\u2003c\td", "T\na b c d"),
        ("<b>raw</b> & &amp; &copy;", "T\n<b>raw</b> & & ©"),
        ("![a picture](http://x.example/p.png)\n\nafter", "T\nafter"),
        ("    indented is no code", "T\nindented is no code"),
        ("Title-like\n---\nnext", "T\nTitle-like\nnext"),
        ("[j](javascript:alert(1))", "T\n[j](javascript:alert(1))"),
        ("e\u0301", "T\né"),
    ],
)
def test_text_is_title_lf_blocks(body, text):
    assert build_text("T", body) == unicodedata.normalize("NFC", text)


def test_headings_of_a_text_follow_the_title_without_a_gap():
    assert render_body("## One\n\n#### Two") == "<h2>One</h2>\n<h3>Two</h3>\n"


def test_title_is_one_normalised_line():
    assert build_text("  A\u00a0 title\n here ", "x") == "A title here\nx"


def test_hash_is_of_the_utf8_bytes():
    assert hash_text("ندعو\n—") == hashlib.sha256("ندعو\n—".encode()).hexdigest()


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1)) [y](data:text/html,x) [z](vbscript:x)",
        "![x](http://elsewhere.example/p.png)",
        "<javascript:alert(1)>",
        "[x](http://a.example 'onclick=\"alert(1)')",
    ],
)
def test_html_holds_nothing_that_runs_or_loads(body):
    html = render_body(body)

    for forbidden in ("<script", "<img", 'href="javascript', 'href="data', 'href="vbscript', 'onclick="'):
        assert forbidden not in html


def test_words_without_space_after_the_stop_are_no_links():
    assert "<a" not in render_body("We learned that lesson.It is possible.In time.")
    assert 'href="https://x.example/a"' in render_body("See https://x.example/a")


@settings(max_examples=300, deadline=None)
@given(body=bodies)
@example(body="e<b>\u0301")
@example(body="e**\u0301 x**")
@example(body="a  *b*  \n  c")
@example(body="\u0338x\n\n\u0301")
def test_text_is_normal_and_is_what_the_page_shows(body):
    text = build_text("Title", body)
    marked = mark_statement("Title", body, text)

    assert unicodedata.is_normalized("NFC", text)
    assert all(block == normalize(block) for block in text.split("\n"))
    assert shown_text("".join(block.html for block in marked.blocks)) == text.partition("\n")[2]


@settings(max_examples=300, deadline=None)
@given(body=bodies, spans=st.lists(st.tuples(st.integers(0, 150), st.integers(1, 60)), max_size=6))
def test_marks_hold_exactly_their_passages(body, spans):
    text = build_text("A title", body)
    marks = [
        Mark(f"c{n}", start, min(start + length, len(text)))
        for n, (start, length) in enumerate(spans)
        if start < len(text)
    ]
    marked = mark_statement("A title", body, text, marks)
    html = marked.title.html + "".join(f"<p>{block.html}</p>" for block in marked.blocks)

    covered = {
        offset
        for offset in range(len(text))
        if any(mark.start <= offset < mark.end for mark in marks) and text[offset] != "\n"
    }
    assert marked_runs(html) == "".join(text[offset] for offset in sorted(covered))
    assert deepest_mark(html) <= 1


def deepest_mark(html):
    depth = deepest = 0
    for piece in html.split("<"):
        depth += piece.startswith("mark") - piece.startswith("/mark")
        deepest = max(deepest, depth)
    return deepest


def test_blocks_of_the_layout_cover_the_text():
    layout = lay_out("Title", "One.\n\n- two\n- three\n\n> four")

    assert [layout.text[block.start : block.end] for block in layout.blocks] == ["One.", "two\nthree", "four"]
    assert [layout.text[start:end] for start, end in block_bounds(layout.text)] == [
        "Title",
        "One.",
        "two",
        "three",
        "four",
    ]
