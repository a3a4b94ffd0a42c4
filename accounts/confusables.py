"""Names that look alike: skeletons after Unicode Technical Standard 39, section 4, made a little stricter."""

import json
import unicodedata
from functools import cache
from importlib.resources import files

SKELETON_LENGTH = 400


def skeleton(name: str) -> str:
    """What is left of `name` for the eye: two names with one skeleton cannot be told apart at a glance.

    Beyond the standard, case, accents, spaces and punctuation do not count, i is l, and vv is w: "Harbour Watch",
    "HARBOUR-WATCH" and "Нarbоur Wаtсh" (Cyrillic) are one.
    """
    mapped = _mapped(_mapped(_bare(name)).casefold()).casefold()
    letters = "".join(character for character in mapped if character.isalnum() or _is_vowel_sign(character))
    return (letters.replace("i", "l").replace("vv", "w") or " ".join(name.split()))[:SKELETON_LENGTH]


def _bare(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKD", text) if not _is_accent(character))


def _is_accent(character: str) -> bool:
    """Marks above and below letters (Latin, Arabic, Hebrew …) and what is not seen at all. Not the vowel signs of
    Indic scripts, which are letters in all but name."""
    combining = unicodedata.combining(character)
    return 10 <= combining <= 36 or combining == 1 or combining >= 200 or unicodedata.category(character) == "Cf"


def _is_vowel_sign(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc")


def _mapped(text: str) -> str:
    prototypes = _prototypes()
    return _bare("".join(prototypes.get(character, character) for character in text))


@cache
def _prototypes() -> dict[str, str]:
    """Character → what it looks like. The package lists look-alikes in both directions; the one that many point
    to is the prototype, and between two it is the longer or else the earlier one."""
    table = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_bytes())
    looks = {_unwrapped(key): [_unwrapped(item["c"]) for item in items] for key, items in table.items()}
    return {
        character: others[0]
        for character, others in looks.items()
        if len(character) == 1 and len(others) == 1 and _is_prototype_of(others[0], character, looks)
    }


def _is_prototype_of(target: str, character: str, looks: dict[str, list[str]]) -> bool:
    if len(looks.get(target, [])) > 1 or len(target) > 1:
        return True
    return target < character


def _unwrapped(text: str) -> str:
    # The package keeps the direction marks that its source writes around right-to-left letters.
    return text.replace("\u200e", "")
