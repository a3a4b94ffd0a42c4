import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import EventsError
from events.text.sentences import sentences_span, split_sentences

CASES = [
    ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    ("The U.S. Secretary came. He left.", ["The U.S. Secretary came.", "He left."]),
    ("We live in the U.S. We stay.", ["We live in the U.S.", "We stay."]),
    ("Mr. X. Smith, Dr. Y and Prof. Z came.", ["Mr. X. Smith, Dr. Y and Prof. Z came."]),
    ("At 5 p.m. We meet at 6 p.m. sharp.", ["At 5 p.m.", "We meet at 6 p.m. sharp."]),
    ("Released, Jan. 19, 2025. See No. 9.", ["Released, Jan. 19, 2025.", "See No. 9."]),
    ("We say no. Clinics stay.", ["We say no. Clinics stay."]),
    ("We say no. The clinic stays.", ["We say no.", "The clinic stays."]),
    ("“Never!” We said it. “No.”", ["“Never!”", "We said it.", "“No.”"]),
    ("“Stop!” she said.", ["“Stop!” she said."]),
    ("It costs 3.5 million... or more.", ["It costs 3.5 million... or more."]),
    ("قال د. سامي: نلتقي غدا. هل تأتي؟ نعم! نحن هنا", ["قال د. سامي: نلتقي غدا.", "هل تأتي؟", "نعم!", "نحن هنا"]),
]


@pytest.mark.parametrize(("line", "sentences"), CASES)
def test_sentences(line, sentences):
    language = "ar" if "ن" in line else "en"

    assert [sentence.text for sentence in split_sentences(line, language)] == sentences


def test_blocks_end_sentences():
    found = split_sentences("Title without stop\nfirst block\nsecond. Third.")

    assert [(one.block, one.text) for one in found] == [
        (0, "Title without stop"),
        (1, "first block"),
        (2, "second."),
        (2, "Third."),
    ]


@given(
    st.text(alphabet="aB.!?” \n\u00a0د؟", max_size=80).map(
        lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n"))
    )
)
def test_sentences_hold_every_character_but_spaces(text):
    found = split_sentences(text)

    assert all(one.text == text[one.start : one.end] == one.text.strip() for one in found)
    assert "".join(one.text for one in found).replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_span_of_neighbours():
    text = "T\nOne. Two. Three."

    assert text[slice(*sentences_span(text, "en", [2, 1]))] == "One. Two."


@pytest.mark.parametrize("numbers", [[], [1, 3], [-1], [4], [99]])
def test_sentences_that_make_no_passage_are_refused(numbers):
    with pytest.raises(EventsError) as refusal:
        sentences_span("T\nOne. Two. Three.", "en", numbers)

    assert refusal.value.field == "sentences"
