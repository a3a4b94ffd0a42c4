from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.text.quotes import (
    PassageCrossesBlocks,
    QuoteAmbiguous,
    QuoteError,
    QuoteNotFound,
    find_quote,
    make_anchor,
    text_fragment,
)
from events.text.rendering import build_text

TEXT = build_text(
    "No city gives up",
    "They called it “the last one” — it was not. We call on every city to rally at its town hall, on time…\n\n"
    "We call on every campus, too. The co-op’s doors stay open.\n\nوندعو «الجميع» إلى المشاركة.",
)


@pytest.mark.parametrize(
    ("quote", "own"),
    [
        ("it was not", "it was not"),
        ('called it "the last one"', "called it “the last one”"),
        ("called it «the last one»", "called it “the last one”"),
        ("last one” - it was not", "last one” — it was not"),
        ("last one”--it was not", "last one” — it was not"),
        ("on  every\u00a0city\n to", "on every city to"),
        ("town hall, on time...", "town hall, on time…"),
        ("The co\u00adop", None),
        ("The co‑op's doors", "The co-op’s doors"),
        ("every\u200b cam\u00adpus", "every campus"),
        ("“We call on every campus, too.”", "We call on every campus, too."),
        ("… every campus, too …", "every campus, too"),
        ('وندعو "الجميع" إلى المشـاركة', "وندعو «الجميع» إلى المشاركة"),
        ("we CALL on every campus", None),
        ("their town hall", None),
    ],
)
def test_kinds_of_marks_dashes_and_spaces_are_alike_but_words_and_case_count(quote, own):
    if own is None:
        with pytest.raises(QuoteNotFound):
            find_quote(TEXT, quote)
    else:
        assert TEXT[slice(*find_quote(TEXT, quote))] == own


def test_not_found_shows_the_nearest_passage():
    with pytest.raises(QuoteNotFound) as error:
        find_quote(TEXT, "We call on each campus, also")

    assert error.value.nearest == "We call on every campus, too."
    assert "We call on every campus, too." in error.value.message
    assert error.value.field == "quote"


def test_not_found_without_anything_like_it_says_so():
    with pytest.raises(QuoteNotFound) as error:
        find_quote(TEXT, "penguins waddle")

    assert error.value.nearest == ""


def test_ambiguous_shows_each_place():
    with pytest.raises(QuoteAmbiguous) as error:
        find_quote(TEXT, "We call on every")

    assert error.value.count == 2
    assert [place.partition("⟦")[2] for place in error.value.places] == [
        "We call on every⟧ city to rally at its town hall,…",
        "We call on every⟧ campus, too. The co-op’s doors …",
    ]


@pytest.mark.parametrize("context", [{"suffix": " campus"}, {"prefix": "on time..."}])
def test_context_chooses_between_places(context):
    start, _end = find_quote(TEXT, "We call on every", **context)

    assert TEXT[start:].startswith("We call on every campus")


def test_whole_words_are_preferred():
    assert find_quote("other the end", "the") == (6, 9)


def test_empty_and_huge_quotes():
    for quote in ("", "  \u200b ", "“”"):
        with pytest.raises(QuoteNotFound):
            find_quote(TEXT, quote)
    with pytest.raises(QuoteError):
        find_quote(TEXT, "x" * 5_001)


def test_an_anchor_has_32_characters_of_context():
    start, end = find_quote(TEXT, "every campus")
    anchor = make_anchor(TEXT, start, end)

    assert (anchor.exact, anchor.prefix, anchor.suffix) == (
        "every campus",
        TEXT[start - 32 : start],
        TEXT[end : end + 32],
    )


def test_an_anchor_has_no_spaces_at_its_ends():
    start = TEXT.index(" every campus, ")

    assert make_anchor(TEXT, start, start + len(" every campus, ")).exact == "every campus,"


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 5), (6, 5), (-3, 4), (0, 10_000), (2, 3)])
def test_offsets_that_hold_no_word_are_refused(start, end):
    with pytest.raises(QuoteError):
        make_anchor(TEXT, start, end)


def test_an_anchor_never_ends_inside_a_letter():
    with pytest.raises(QuoteError):
        make_anchor("T\nq\u0308x", 2, 3)


def test_several_blocks_only_whole():
    start, end = find_quote(
        TEXT, "We call on every campus, too. The co-op’s doors stay open. وندعو «الجميع» إلى المشاركة."
    )
    assert make_anchor(TEXT, start, end).exact.count("\n") == 1
    with pytest.raises(PassageCrossesBlocks):
        make_anchor(TEXT, start + 3, end)


def test_text_fragment_of_a_short_passage_is_all_of_it():
    assert text_fragment("rally", "co-op, a & b") == "#call-rally:~:text=co%2Dop%2C%20a%20%26%20b"


def test_text_fragment_of_a_long_passage_is_its_ends():
    words = [f"w{n}" for n in range(60)]
    fragment = text_fragment("x", " ".join(words))

    start, end = unquote(fragment.partition("text=")[2]).split(",")
    assert (start.split(), end.split()) == (words[:6], words[-6:])


texts = st.text(alphabet="ab “”\"'-—…. \u00ad\u200b\u0301éدع\u0640ﬁ\n", max_size=60).map(
    lambda body: build_text("Title", body.replace("\n", "\n\n"))
)


@settings(max_examples=400, deadline=None)
@given(text=texts, start=st.integers(0, 60), length=st.integers(1, 30))
def test_exact_is_always_the_texts_own_characters(text, start, length):
    try:
        anchor = make_anchor(text, start, start + length)
    except QuoteError:
        return

    assert anchor.exact == text[anchor.start : anchor.end]
    assert anchor.exact == anchor.exact.strip()


@settings(max_examples=400, deadline=None)
@given(text=texts, start=st.integers(0, 60), length=st.integers(1, 30))
def test_a_quote_taken_from_the_text_is_found_or_called_ambiguous(text, start, length):
    quote = text[start : start + length]
    try:
        found = find_quote(text, quote)
    except QuoteAmbiguous:
        return
    except QuoteNotFound:
        # Nothing but what is not compared, or a letter cut from its accent.
        assert not any(c.isalnum() and c != "\u0640" for c in quote) or "\u0301" in text[start : start + length + 1]
        return

    assert text[slice(*found)].strip()
