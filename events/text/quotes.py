"""Passages of a text as W3C TextQuoteSelectors: found by a pasted quote, stored in the text's own characters.

Offsets are Unicode code points. https://www.w3.org/TR/annotation-model/#text-quote-selector
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote as percent_encode

from django.utils.translation import gettext as _

from events.errors import EventsError
from events.text.sentences import split_sentences

CONTEXT = 32
QUOTE_LENGTH = 5_000
MOST_PLACES = 1_000  # after that many nobody counts on, and none beyond them is meant
PLACES_SHOWN = 5


class QuoteError(EventsError):
    """A quote that cannot become an anchor; the text says why."""


class QuoteNotFound(QuoteError):
    def __init__(self, nearest: str) -> None:
        self.nearest = nearest
        if nearest:
            message = _("This quote is not in the text. The nearest passage is: “%(nearest)s”") % {"nearest": nearest}
        else:
            message = _("This quote is not in the text, nor is anything like it.")
        super().__init__(message, field="quote")


class QuoteAmbiguous(QuoteError):
    """`places` holds each place with the words around it, the quote between ⟦ and ⟧."""

    def __init__(self, places: list[str], count: int) -> None:
        self.places, self.count = places, count
        shown = " · ".join(places) + (" · …" if count > len(places) else "")
        message = _("This quote stands in the text %(count)d times. Add a few words before or after it: %(places)s")
        super().__init__(message % {"count": count, "places": shown}, field="quote")


class PassageCrossesBlocks(QuoteError):
    def __init__(self) -> None:
        message = _("A passage lies inside one paragraph, or covers several paragraphs from beginning to end.")
        super().__init__(message, field="quote")


@dataclass(frozen=True, slots=True)
class TextAnchor:
    """Where a passage stands: `exact == text[start:end]`, always."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def make_anchor(text: str, start: int, end: int) -> TextAnchor:
    """The anchor of `text[start:end]` without white space at its ends; raises PassageCrossesBlocks, QuoteError."""
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise QuoteError(_("Mark at least one word of the text."), field="quote")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    if _splits_character(text, start) or _splits_character(text, end):
        raise QuoteError(_("The passage begins or ends in the middle of a letter."), field="quote")
    if not lies_in_blocks(text, start, end):
        raise PassageCrossesBlocks
    return TextAnchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end)


def lies_in_blocks(text: str, start: int, end: int) -> bool:
    """Inside one block, or over several whole blocks."""
    if "\n" not in text[start:end]:
        return True
    return (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")


def find_quote(text: str, quote: str, *, prefix: str = "", suffix: str = "") -> tuple[int, int]:
    """Start and end of the one place where `quote` stands in `text`.

    Kinds of quotation marks, dashes, ellipses and spaces are alike; soft hyphens and zero-width characters are not
    seen; case counts. `prefix` and `suffix` choose between several places. Raises QuoteNotFound, QuoteAmbiguous.
    """
    if len(quote) > QUOTE_LENGTH:
        raise QuoteError(_("This quote is longer than %(n)d characters.") % {"n": QUOTE_LENGTH}, field="quote")
    folded = fold(text)
    places: list[tuple[int, int]] = []
    for wanted in _readings(quote):
        places = folded.places_of(wanted)
        if places:
            break
    chosen = places
    if len(places) > 1 and (prefix or suffix):
        chosen = [place for place in places[:MOST_PLACES] if _fits(text, place, prefix, suffix)]
    if not places:
        raise QuoteNotFound(nearest_passage(text, quote))
    if len(chosen) != 1:
        found = chosen or places
        raise QuoteAmbiguous([_in_context(text, *place) for place in found[:PLACES_SHOWN]], len(found))
    return chosen[0]


def nearest_passage(text: str, quote: str) -> str:
    """The sentence that shares most words with `quote`, or nothing where none shares a third of them."""
    wanted = set(words_of(quote))
    best, best_score = "", 0.0
    for sentence in split_sentences(text):
        words = set(words_of(sentence.text))
        score = 2 * len(wanted & words) / ((len(wanted) + len(words)) or 1)
        if score > best_score:
            best, best_score = sentence.text, score
    return best if best_score >= 1 / 3 else ""


def text_fragment(slug: str, exact: str) -> str:
    """`#call-<slug>:~:text=…`: a browser that knows no text fragments still lands at the id.

    A long passage, or one over several blocks, is named by its first and last words.
    https://wicg.github.io/scroll-to-text-fragment/
    """
    words = exact.split()
    if len(exact) <= 160 and "\n" not in exact:
        directive = _encode(exact)
    else:
        directive = _encode(" ".join(words[:6])) + "," + _encode(" ".join(words[-6:]))
    return f"#call-{slug}:~:text={directive}"


def words_of(text: str) -> list[str]:
    return [word for word, _start, _end in word_spans(text)]


def word_spans(text: str) -> list[tuple[str, int, int]]:
    """Each word as it is compared, with the offsets where it stands in `text`."""
    folded = fold(text)
    return [
        (match[0].casefold(), folded.origins[match.start()], folded.origins[match.end() - 1] + 1)
        for match in re.finditer(r"\w+", folded.characters)
    ]


# --- Folding ---------------------------------------------------------------------------------------------------

_QUOTES = frozenset("\"'`´‘’‚‛“”„‟‹›«»′″ʼʹ＂＇「」『』")
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－")


@dataclass(frozen=True, slots=True)
class Folded:
    """`characters[i]` comes from `text[origins[i]]`."""

    characters: str
    origins: list[int]
    text: str

    def places_of(self, quote: str) -> list[tuple[int, int]]:
        wanted = fold(quote).characters.strip()
        whole: list[tuple[int, int]] = []
        places: list[tuple[int, int]] = []
        at = self.characters.find(wanted) if wanted else -1
        while at >= 0 and len(whole) <= MOST_PLACES:
            place = (self.origins[at], self.origins[at + len(wanted) - 1] + 1)
            if not any(_splits_character(self.text, edge) for edge in place):
                places.append(place)
                # "the" is not meant to be found in "other"; but in some languages words have no space between them.
                if not any(cuts_word(self.text, edge) for edge in place):
                    whole.append(place)
            at = self.characters.find(wanted, at + 1)
        return whole or places


def fold(text: str) -> Folded:
    """`text` as it is compared, and where each character of that comes from."""
    characters: list[str] = []
    origins: list[int] = []
    for origin, character in enumerate(text):
        for folded in _fold_character(character):
            last = characters[-1] if characters else ""
            if folded == " " and last in (" ", "-"):
                continue
            if folded == "-" and last == " ":  # "word – word" is "word—word"
                characters.pop()
                origins.pop()
                last = characters[-1] if characters else ""
            if folded == "-" and last == "-":
                continue
            characters.append(folded)
            origins.append(origin)
    return Folded("".join(characters), origins, text)


def _fold_character(character: str) -> str:
    if character.isalnum() and character.isascii():
        return character
    if character.isspace():
        return " "
    if character in _QUOTES:
        return "'"
    if character in _DASHES:
        return "-"
    # Cf: soft hyphen, zero-width, marks of direction. U+0640 only stretches an Arabic word.
    if unicodedata.category(character) == "Cf" or character == "\u0640":
        return ""
    return unicodedata.normalize("NFKC", character)


def _readings(quote: str) -> list[str]:
    """As pasted; then without the marks that the one who quotes puts around it: quotation marks, "…", "[…]"."""
    quote = unicodedata.normalize("NFC", quote)
    marks = "".join(_QUOTES) + " \t\n\u00a0"
    return list(dict.fromkeys([quote, quote.strip(marks), quote.strip(marks + "….[]()")]))


def cuts_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _splits_character(text: str, at: int) -> bool:
    return 0 < at < len(text) and unicodedata.combining(text[at]) != 0


def _fits(text: str, place: tuple[int, int], prefix: str, suffix: str) -> bool:
    start, end = place
    before, after = fold(text[max(0, start - 400) : start]).characters, fold(text[end : end + 400]).characters
    wanted_before, wanted_after = fold(prefix).characters.strip(), fold(suffix).characters.strip()
    return before.rstrip().endswith(wanted_before) and after.lstrip().startswith(wanted_after)


def _in_context(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return f"…{before}⟦{text[start:end]}⟧{after}…".replace("\n", " ¶ ")


def _encode(words: str) -> str:
    # "-" and "," have a meaning of their own in a text directive.
    return percent_encode(words, safe="").replace("-", "%2D")
