"""Texts that are made to take long: each is read, shown and compared in a second or so, as long as it may be.

Without its bound each of these takes between ten seconds and six minutes.
"""

import time

import pytest

from events.text.difference import compare_texts, count_changes
from events.text.markdown import render_markdown
from events.text.quotes import QuoteError, find_quote
from events.text.sentences import split_sentences

LONGEST = 200_000
SECONDS = 8.0  # of the processor, whatever else the machine does


@pytest.fixture(autouse=True)
def at_noon():
    """Real time."""


@pytest.fixture(autouse=True)
def in_time():
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("text", ["." * LONGEST, "?”" * 100_000, "a." * 100_000, "A. " * 66_000], ids=range(4))
def test_sentences(text):
    assert "".join(one.text for one in split_sentences(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["a://" * 50_000, "http://a.b/(" * 16_000, "//a.b/(" * 28_000], ids=range(3))
def test_addresses_in_descriptions(text):
    assert "<a" not in render_markdown(text)


def test_some_addresses_are_still_links():
    assert render_markdown("See https://example.org/ " * 200).count("<a ") == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 90_000, "a " * 90_001 + "b"),
        ("x " + "a " * 90_000, "y " + "a " * 90_000 + "z"),
        ("\n".join(["a"] * 90_000), "\n".join([*["a"] * 89_999, "b"])),
        ("\n".join(f"x{n}" for n in range(25_000)), "\n".join(f"y{n}" for n in range(25_000))),
        ("\n".join(f"a b c x{n}" for n in range(12_000)), "\n".join(f"a b d y{n}" for n in range(12_000))),
    ],
    ids=range(5),
)
def test_differences(old, new):
    blocks = compare_texts(old, new)

    assert count_changes(blocks) >= 1
    assert "\n".join(one.text for one in blocks if one.kind in ("same", "added")) == new or len(blocks) == 1


@pytest.mark.parametrize(
    ("text", "quote"), [("“" * LONGEST, '"' * 2_000), ("a " * 90_000, "a " * 1_000 + "b"), ("." * LONGEST, "." * 4_000)]
)
def test_quotes(text, quote):
    with pytest.raises(QuoteError):
        find_quote(text, quote)
