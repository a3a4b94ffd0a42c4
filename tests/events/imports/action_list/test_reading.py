"""What is understood of the corpus, printed per language (`-rP`), and the floors beneath which it must not fall."""

import pytest

from tests.events.imports.corpus_share import LINES, TEXTS, misread_lines, share_of_line, share_of_lines, share_of_text

LANGUAGES = sorted({line["language"] for line in LINES})
LEAST_OF_LINES, LEAST_OF_A_TEXT = 0.99, 0.97


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_a_language_are_understood(language):
    share = share_of_lines(language)

    print(f"lines, {language}: {share}", *share.wrong, *share.invented, sep="\n  ")
    assert share.expected >= 80
    assert share.understood >= LEAST_OF_LINES
    assert share.invented == []


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["text"])
def test_no_line_says_what_it_does_not_say(line):
    assert share_of_line(line).invented == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_understood(name):
    share = share_of_text(name)

    print(f"text {name}: {share}", *share.wrong, *share.invented, sep="\n  ")
    assert share.expected >= 40
    assert share.understood >= LEAST_OF_A_TEXT
    assert share.invented == []


@pytest.mark.parametrize("name", TEXTS)
def test_lines_and_names_of_a_text_are_where_they_belong(name):
    assert misread_lines(name) == []
