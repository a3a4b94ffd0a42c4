import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.text.quotes import find_quote, make_anchor
from events.text.reanchoring import CHANGED, LOST, SAME, reanchor
from events.text.rendering import build_text

BODY = (
    "We have counted: it is nineteen.\n\n"
    "We are not asking. On March 13 we call on every city to rally at its town hall. Bring the names.\n\n"
    "We call for a boycott of Halden Pharmacies until the closures are withdrawn."
)
TEXT = build_text("No city gives up", BODY)
QUOTE = "On March 13 we call on every city to rally at its town hall."


def anchor_of(quote, text=TEXT):
    return make_anchor(text, *find_quote(text, quote))


def after(old, new, quote=QUOTE):
    text = build_text("No city gives up", BODY.replace(old, new))
    result = reanchor(anchor_of(quote), text)
    if result.anchor:
        assert result.anchor.exact == text[result.anchor.start : result.anchor.end]
    return result


def test_unchanged_though_everything_around_it_moved():
    result = after("We have counted: it is nineteen.", "New first paragraph.\n\nAnd another.")

    assert (result.state, result.anchor.exact) == (SAME, QUOTE)


@pytest.mark.parametrize(
    ("old", "new", "exact"),
    [
        ("March 13", "March 14", QUOTE.replace("13", "14")),
        ("On March 13 we", "We", QUOTE.replace("On March 13 we", "We")),
        ("its town hall.", "its town hall, at noon.", QUOTE.replace("hall.", "hall, at noon.")),
        ("every city", "every town and city", QUOTE.replace("every city", "every town and city")),
    ],
)
def test_changed_words_are_followed_and_flagged(old, new, exact):
    result = after(old, new)

    assert (result.state, result.anchor.exact) == (CHANGED, exact)


def test_other_quotation_marks_are_a_change_too():
    text = build_text("T", 'They say "never again" today.')
    new = build_text("T", "They say “never again” today.")

    assert reanchor(anchor_of('"never again"', text), new).state == CHANGED


@pytest.mark.parametrize("new", ["", "Something else entirely stands here.", "On rainy days one stays at home."])
def test_what_is_gone_is_lost(new):
    assert after(QUOTE, new) == (LOST, None)


def test_of_two_places_the_one_with_the_old_neighbours():
    old = build_text("T", "First: we rally. Then home.\n\nSecond: we march. Then home.")
    new = build_text("T", "Then home.\n\nFirst: we rally. Then home.\n\nSecond: we march. Then home.")
    start = old.rindex("Then home.")

    result = reanchor(make_anchor(old, start, start + 10), new)

    assert (result.state, result.anchor.start) == (SAME, new.rindex("Then home."))


def test_a_word_that_only_begins_alike_is_not_the_same():
    old = build_text("T", "We boycott Halden.")
    new = build_text("T", "We boycott Haldenia.")

    assert reanchor(anchor_of("We boycott Halden", old), new).state != SAME


def test_whole_blocks_stay_whole_blocks():
    quote = "\n".join(TEXT.split("\n")[1:3])
    new = build_text("No city gives up", BODY.replace("nineteen", "twenty") + "\n\nMore.")
    result = reanchor(anchor_of(quote), new)

    assert (result.state, result.anchor.exact) == (CHANGED, "\n".join(new.split("\n")[1:3]))


WORDS = ["we", "call", "on", "every", "city", "to", "rally", "now.", "Bring", "names."]
paragraphs = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(old=paragraphs, new=paragraphs, pick=st.integers(0, 4), cut=st.tuples(st.integers(0, 40), st.integers(1, 40)))
def test_whatever_comes_back_is_the_new_texts_own(old, new, pick, cut):
    old_text, new_text = build_text("T", "\n\n".join(old)), build_text("T", "\n\n".join(new))
    block = old_text.split("\n")[1:][pick % len(old)]
    start = old_text.index(block) + cut[0] % len(block)
    passage = old_text[start : min(start + cut[1], old_text.index(block) + len(block))]
    if not passage.strip():
        return

    result = reanchor(make_anchor(old_text, start, start + len(passage)), new_text)

    if result.anchor is not None:
        assert result.anchor.exact == new_text[result.anchor.start : result.anchor.end]
    assert (result.anchor is None) == (result.state == LOST)
    assert result.state != SAME or result.anchor.exact == passage.strip()
