"""Where the sentences of a statement begin and end, for marking them one by one. English and Arabic.

A rule of thumb, not a grammar: a wrong cut costs the editor one more tick, so when in doubt it does not cut.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from events.errors import EventsError
from events.text.rendering import block_bounds


class Sentence(NamedTuple):
    """Offsets in code points of the text; `block` counts from 0, the title."""

    start: int
    end: int
    block: int
    text: str


# Not inside a run of stops: two hundred thousand dots would be tried from each dot on.
_STOP = re.compile(r"(?<![.!?…؟۔])[.!?…؟۔]+[\"'”’»)\]]*(?=\s)")
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’«»()\[\]]+$")
_WORD_AFTER = re.compile(r"[\s\"'“”‘’«»()\[\]–—-]*(\w+)")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Never at the end of a sentence: a name follows.
_TITLES = {
    "en": _words("mr mrs ms mx dr prof rev hon gen gov sen rep pres capt col lt sgt vs cf e.g i.e"),
    "ar": _words("د أ م ص ت ه س ج ط"),
}
# At the end of a sentence only when a word follows that begins one.
_ABBREVIATIONS = {
    "en": _words(
        "jan feb mar apr jun jul aug sep sept oct nov dec no nos vol pp fig art st"
        " inc ltd co corp etc al approx dept est jr sr a.m p.m am pm"
    ),
    "ar": _words("إلخ الخ"),
}
_INITIALS = re.compile(r"(?:\w\.)*\w")
_BEGINNERS = _words(
    "A All An And As At But For He If In It Let No Not On Our She So That The Then There These They This Those To"
    " We What When Where Who Why With You"
)


def split_sentences(text: str, language: str = "en") -> list[Sentence]:
    """The sentences of every block, without the white space between them."""
    primary = language.split("-")[0].lower()
    found = []
    for block, (start, end) in enumerate(block_bounds(text)):
        for first, last in _cuts(text[start:end], primary):
            found.append(Sentence(start + first, start + last, block, text[start + first : start + last]))
    return found


def _cuts(line: str, language: str) -> list[tuple[int, int]]:
    cuts, start = [], 0
    for stop in _STOP.finditer(line):
        if _ends_sentence(line, stop, language):
            cuts.append((start, stop.end()))
            start = stop.end() + 1
    return [*cuts, (start, len(line))] if start < len(line) else cuts


def _ends_sentence(line: str, stop: re.Match[str], language: str) -> bool:
    after = _WORD_AFTER.match(line, stop.end())
    if after and after[1][0].islower():
        return False
    before = _WORD_BEFORE.search(line[max(0, stop.start() - 40) : stop.start()])
    if stop[0] != "." or before is None:
        return True
    word = before[0]
    if word.lower() in _TITLES.get(language, ()):
        return False
    if word.lower() in _ABBREVIATIONS.get(language, ()) or (_INITIALS.fullmatch(word) and not word.isdigit()):
        return after is None or after[1] in _BEGINNERS
    return True


def sentences_span(text: str, language: str, numbers: Sequence[int]) -> tuple[int, int]:
    """Start and end of neighbouring sentences, by their place in `split_sentences`.

    Raises EventsError naming the field `sentences`.
    """
    sentences = split_sentences(text, language)
    chosen = sorted(set(numbers))
    if not chosen or chosen[0] < 0 or chosen[-1] >= len(sentences):
        raise EventsError(_("Tick the sentences that ask for something."), field="sentences")
    if chosen[-1] - chosen[0] != len(chosen) - 1:
        message = _("The sentences of one call stand next to each other. Mark a second call for the others.")
        raise EventsError(message, field="sentences")
    return sentences[chosen[0]].start, sentences[chosen[-1]].end
