"""Search that forgives: what is stored and what is typed pass through the same normaliser, on both databases."""

import re
import unicodedata

# Letters that one writer distinguishes and the next does not.
UNIFIED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
ARTICLE = re.compile(r"^ال(?=\w{3,})")
WORD = re.compile(r"\w+")
LONGEST_QUERY = 200


def normalize(text: str) -> str:
    """Lower-case words without accents, vowel marks and the Arabic article, separated by one space."""
    unified = unicodedata.normalize("NFC", text).translate(UNIFIED)
    decomposed = unicodedata.normalize("NFKD", unified)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    digits = "".join(str(unicodedata.digit(char, None)) if char.isdecimal() else char for char in bare)
    return " ".join(ARTICLE.sub("", word) for word in WORD.findall(digits))


def search_text_of(*parts: str) -> str:
    """What an action stores in `search_text`: a leading space lets a query match the beginning of a word."""
    return " " + " ".join(normalize(part) for part in parts if part)


def query_words(query: str) -> list[str]:
    """The words that all have to be found, each as the beginning of a word; a bounded number of them."""
    return normalize(query[:LONGEST_QUERY]).split()[:10]
