"""Names of venues: halls, squares, stations, and what is a part of them."""

import re

from events.imports.action_list.lines import Line
from events.imports.action_list.words import either, words

_VENUES = words("places", "venues")
# "Brunnenplatz", "Bürgerhaus".
_COMPOUND = re.compile(rf"[^\W\d_]{{3,}}(?:{either(words('places', 'suffixes'))})")
_PARTS = words("places", "parts")
_STREETS = words("streets", "after_name")
_WORD, _WORD_OF_NAME = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?"), re.compile(r"[^\W\d_][\w'-]*")
_PREFIX = re.compile(r"^(?:و|ب|ل|ف)?ال|^لل|^[بلو]")


def has_venue_word(line: Line, start: int, end: int) -> bool:
    """Whether a stretch names a kind of place."""
    return any(is_venue_word(match[0]) for match in _WORD.finditer(line.text[start:end]))


def is_venue_word(word: str) -> bool:
    if word in _VENUES or word.removesuffix("s") in _VENUES or _COMPOUND.fullmatch(word):
        return True
    if not word.isascii():
        return _PREFIX.sub("", word) in _VENUES
    return "-" in word and any(part in _VENUES for part in word.split("-"))


def is_led_by_letter(word: str) -> bool:
    """ "بقاعة", at a hall; but "باب" is a gate."""
    return word.startswith("ب") and word not in _VENUES and is_venue_word(word[1:])


def is_venue_name(line: Line, start: int, end: int) -> bool:
    """A name with capitals that ends with a venue's word, or bears a street's: "March Hall", "Strike Lane Centre"."""
    words = list(_WORD_OF_NAME.finditer(line.text[start:end]))
    if not 2 <= len(words) <= 5 or line.exact(start, end).isupper() or not line.text[start:end].isascii():
        return False
    if not all(line.is_capital(start + match.start()) for match in words):
        return False
    last = words[-1][0]
    return last in _VENUES or last in _STREETS


def is_part_of_place(line: Line, start: int, end: int) -> bool:
    """ "Room B", "2.º piso", "main gate"."""
    words = re.findall(r"[^\W_]+(?:-[^\W\d_]+)?", line.text[start:end])
    return 0 < len(words) <= 4 and any(word in _PARTS for word in words)
