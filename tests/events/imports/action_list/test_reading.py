"""What is understood of both corpora, printed per language (`-rP`), and the floors beneath which it must not fall.

The first corpus is what the grammar was written against; `fresh` is held out, and its floors say what is reached
without having been tuned to it.
"""

from typing import NamedTuple

import pytest

from tests.events.imports.corpus_share import CORPORA, FIRST, misread_lines, share_of_lines, share_of_texts


class Floor(NamedTuple):
    """The least share that is understood, the most cells that are invented, the most lines that are elsewhere."""

    share: float
    invented: int = 0
    elsewhere: int = 0


# By corpus and language: single lines, whole texts.
FLOORS = {
    **{(FIRST.name, language): (Floor(0.99), Floor(0.99)) for language in FIRST.languages},
    ("fresh", "ar"): (Floor(0.89, invented=1), Floor(0.94, invented=9, elsewhere=7)),
    ("fresh", "en"): (Floor(0.95, invented=1), Floor(0.90, invented=4, elsewhere=8)),
    ("fresh", "es"): (Floor(0.89, invented=4), Floor(0.71, invented=12, elsewhere=5)),
    ("fresh", "fr"): (Floor(0.90, invented=1), Floor(0.96, invented=0, elsewhere=3)),
    ("fresh", "mixed"): (Floor(0.70, invented=6), Floor(0.75, invented=2, elsewhere=14)),
}
each_language = pytest.mark.parametrize(
    ("corpus", "language"),
    [
        pytest.param(corpus, language, id=f"{corpus.name}-{language}")
        for corpus in CORPORA
        for language in corpus.languages
    ],
)


@each_language
def test_lines_of_a_language_are_understood(corpus, language):
    floor, share = FLOORS[corpus.name, language][0], share_of_lines(corpus, language)

    print(f"{corpus.name} lines, {language}: {share}", *share.wrong, *share.invented, sep="\n  ")
    assert share.expected >= 80
    assert share.understood >= floor.share
    assert len(share.invented) <= floor.invented


@each_language
def test_texts_of_a_language_are_understood(corpus, language):
    floor, share = FLOORS[corpus.name, language][1], share_of_texts(corpus, language)

    print(f"{corpus.name} texts, {language}: {share}", *share.wrong, *share.invented, sep="\n  ")
    assert share.expected >= 80
    assert share.understood >= floor.share
    assert len(share.invented) <= floor.invented


@each_language
def test_lines_and_names_of_texts_are_where_they_belong(corpus, language):
    elsewhere = [f"{path.stem}: {one}" for path in corpus.texts_of(language) for one in misread_lines(path)]

    print(f"{corpus.name} texts, {language}: {len(elsewhere)} lines elsewhere", *elsewhere, sep="\n  ")
    assert len(elsewhere) <= FLOORS[corpus.name, language][1].elsewhere
