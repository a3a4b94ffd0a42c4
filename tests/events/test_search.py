import pytest

from events.search import normalize, query_words, search_text_of


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("cafe", "Café"),
        ("uber", "ÜBER"),
        ("strasse", "Straße"),
        ("تضامنية", "تضامنيّةٌ"),
        ("الاضراب", "الإضراب"),
        ("اضراب", "الإضراب"),
        ("مسيره", "مسيرة"),
        ("13", "١٣"),
        ("２０２７", "2027"),
        ("سلام", "ســلام"),
    ],
)
def test_what_is_typed_meets_what_is_stored(typed, stored):
    assert normalize(typed) == normalize(stored)


def test_article_is_kept_on_short_words():
    assert normalize("الو الى") == "الو الي"


def test_every_word_of_the_text_begins_after_a_space():
    text = search_text_of("Hands off our clinics!", "", "Clock-Tower Square")

    assert text == " hands off our clinics clock tower square"


def test_query_is_bounded():
    assert len(query_words("a " * 500)) == 10
    assert query_words("x" * 500) == ["x" * 200]
    assert query_words(" ?! ") == []
