"""Paragraphs of plain text as Markdown that shows the very same characters."""

import re
from collections.abc import Sequence

from events.imports.page_furniture import is_sentence
from events.text.rendering import build_text

# A line at least this long is part of a paragraph, whatever it ends with.
LONG_LINE = 140
# Lines wrapped by hand are about as long as each other; where one is shorter than this share, line ends are meant.
_EVEN = 0.6
# Where every line is shorter than this, they are meant too: an address, a list of names.
_VERSE = 45
_BULLET = re.compile(r"(?:[•·▪‣◦*–-]|(\d{1,3})[.)])\s+(?=\S)")


def is_prose(texts: Sequence[str]) -> bool:
    return any(len(text) > LONG_LINE or (is_sentence(text) and len(text) > 60) for text in (*texts, " ".join(texts)))


def is_heading(texts: Sequence[str]) -> bool:
    """A short line alone, no sentence (before a paragraph, which the caller has to see)."""
    text = texts[0]
    return len(texts) == 1 and len(text) <= 90 and not is_sentence(text) and not _BULLET.match(text)


def write_heading(text: str) -> str:
    return "## " + _literal(text)


def write_paragraph(texts: Sequence[str]) -> str:
    """A list, lines that stay lines, or one paragraph. `texts` are its lines, normalised."""
    if any(_BULLET.match(text) for text in texts):
        return "\n".join(_list_line(text) for text in texts)
    return ("\\\n" if _line_ends_are_meant(texts) else " ").join(map(_literal, texts))


def _line_ends_are_meant(texts: Sequence[str]) -> bool:
    longest = max(map(len, texts))
    return len(texts) > 1 and (longest < _VERSE or min(map(len, texts[:-1])) < longest * _EVEN)


def _list_line(text: str) -> str:
    bullet = _BULLET.match(text)
    if not bullet:
        return "  " + _literal(text)
    return (f"{bullet[1]}. " if bullet[1] else "- ") + _literal(text[bullet.end() :])


def _literal(text: str) -> str:
    """Markdown that shows exactly these characters; left as it is where it does so already."""
    if build_text("", text) == "\n" + text:
        return text
    text = re.sub(r"([\\`*_\[\]<>#&~])", r"\\\1", text)
    return re.sub(r"^(\d+)([.)])|^([+-])(?=\s|-)", lambda m: f"{m[1] or ''}\\{m[2] or m[3]}", text)
