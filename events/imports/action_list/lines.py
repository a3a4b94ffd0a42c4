"""A line of a pasted text and its normal form: what is compared is folded, what is kept are the line's own characters.

The folded text is small, without accents and direction marks, with ASCII digits, one kind of dash and of quote, Arabic
letters without their variants; a picture stands as "¦" (a place's pin as "⌖", a wheelchair as "♿"). Each of its
characters knows where it stands in the line.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

LONGEST = 2000
_SAME = {
    **dict.fromkeys("‐‑‒–−－﹣", "-"),
    **dict.fromkeys("—―", "—"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("’‘‚ʼ´`′", "'"),
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىیئ", "ي"),
    **dict.fromkeys("•●◦▪‣○■□►▶➤➔➡→·∙⁃✓✔✅☑★☆❖◆", "•"),
    **dict.fromkeys("📍📌", "⌖"),
    **{"ک": "ك", "ة": "ه", "ؤ": "و", "ـ": "", "،": ",", "؛": ";", "؟": "?", "٫": ".", "°": "o", "ß": "ss"[:1]},
    **{"ø": "o", "ł": "l", "ı": "i", "♿": "♿", "\t": "\t", "|": "|", "¦": "¦"},
}
_PREFIX = re.compile(
    r"\s*(?:>\s?)*\s*"  # a mail that is quoted
    r"(?:\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?\s?m\.?)?\]?\s*(?:-\s*)?"
    r"[^:\[\]]{1,40}:\s)?"  # a chat that is exported
    r"(?:\s|[>•¦#*_~=]|-(?=[^\d-])|—|\(?\d{1,2}[.)](?=\s)|[a-z]\)(?=\s))*"
)
_LISTED = re.compile(r"[•¦*-]\s|\d[.)]|—\s")
_MESSAGE = re.compile(r":\d\d\D*:\s|:\d\d.*-\s.*:\s")
_QUOTED = re.compile(r'"[^"]{1,160}"')
_NUMBERED_DAY = re.compile(r"(?<!\S)\d{1,2}\.\s(?=(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-z]*\b)")


class Line(NamedTuple):
    """`start` and `end` bound the content in `text`: without quoting, bullets and marks of emphasis. `plain` is the
    text with nothing legible between quotes."""

    number: int
    raw: str
    text: str
    at: Sequence[int]
    start: int
    end: int
    is_listed: bool = False
    begins_message: bool = False
    plain: str = ""

    def exact(self, start: int, end: int) -> str:
        """The line's own characters for a stretch of `text`."""
        if start >= end:
            return ""
        last = self.at[end - 1] + 1
        while last < len(self.raw) and unicodedata.category(self.raw[last]) == "Mn":
            last += 1
        return self.raw[self.at[start] : last]

    def is_capital(self, index: int) -> bool:
        """Whether a word that begins here could be a name: a capital, a digit, or a script without capitals."""
        character = self.raw[self.at[index]]
        return not character.islower()

    def stretch(self, start: int, end: int) -> "Line":
        """A part as a line of its own, as a table's cell is; its characters stand where they stood."""
        text, plain = self.text[start:end], self.plain[start:end]
        return Line(self.number, self.raw, text, self.at[start:end], 0, end - start, plain=plain)

    @property
    def bounds(self) -> tuple[int, int]:
        return self.start, self.end

    @property
    def content(self) -> str:
        return self.text[self.start : self.end]

    @property
    def says_nothing(self) -> bool:
        """Rules, empty quoting, marks alone."""
        return not any(character.isalnum() for character in self.content)

    @property
    def is_too_long(self) -> bool:
        return len(self.raw) > LONGEST


def fold(text: str) -> str:
    """A text's normal form."""
    return "".join(map(_fold, text))


def read_line(number: int, raw: str) -> Line:
    text = fold(raw[:LONGEST])
    at: Sequence[int] = range(len(text))
    if len(text) != min(len(raw), LONGEST):
        at = [index for index, character in enumerate(raw[:LONGEST]) if _fold(character)]
    match = _PREFIX.match(text)
    start = match.end() if match else 0
    if numbered := _NUMBERED_DAY.search(text, 0, start + 20):
        start = min(start, numbered.start())
    end = len(text.rstrip(" \t\r*_~¦=—-•"))
    prefix = text[:start]
    is_listed = bool(_LISTED.search(prefix))
    bounds = (start, end) if start < end else (start, start)
    begins_message = bool(_MESSAGE.search(prefix))
    plain = _QUOTED.sub(lambda match: f'"{"x" * (len(match[0]) - 2)}"', text)
    return Line(number, raw, text, at, *bounds, is_listed, begins_message, plain)


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """One character, or none for what cannot be seen."""
    if character in _SAME:
        return _SAME[character]
    category = unicodedata.category(character)
    if category in ("Mn", "Cf", "Cc", "Cs", "Co", "Cn"):
        return " " if character in "\r\v\f\x1c\x1d\x1e\x85" else ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in ("So", "Sk") and ord(character) >= 0x2190:
        return "¦"
    if character.isspace():
        return " "
    folded = unicodedata.normalize("NFKD", character)[0]
    lowered = folded.lower()[:1]
    return _SAME.get(lowered, lowered)
