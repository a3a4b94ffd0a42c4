"""Text as iCalendar wants it: cleaned, escaped, folded (RFC 5545 sections 3.1, 3.3.11; RFC 6868). Everything that a
person wrote goes through `text_line` or `parameter`; nothing else joins strings into a calendar."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

MAX_OCTETS = 75
# What breaks a line somewhere: CR, NEL, VT, FF, and Unicode's own separators.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, halves of surrogate pairs, the byte order mark, and what turns the direction of all that follows.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\ufffe\uffff]")
_DISPUTED = str.maketrans({'"': "'", "^": None, "\\": "/"})
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def clean(text: str) -> str:
    """`text` with LF as its only line break and without what a calendar may not hold."""
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """A TEXT value."""
    return clean(text).translate(_ESCAPES)


def parameter(text: str) -> str:
    """A parameter's value, always in quotes. What readers disagree about is replaced: they show the ^' of RFC 6868 as
    it stands, or take a backslash for an escape."""
    return '"' + one_line(text).translate(_DISPUTED) + '"'


def text_line(name: str, text: str) -> str:
    return f"{name}:{escape(text)}"


def uri_line(name: str, uri: str) -> str:
    """`uri` must be one that we made or a form has checked; whatever could end the line is taken out here."""
    return f"{name}:{''.join(clean(uri).split())}"


def content_lines(lines: Iterable[str]) -> bytes:
    """The folded lines, each ended by CRLF. A line must hold no line break of its own."""
    return b"".join(piece for line in lines for piece in _fold(line))


def _fold(line: str) -> Iterator[bytes]:
    """Pieces of at most 75 octets, never split inside a character or an escape, nor before a mark of a character."""
    assert not any(mark in line for mark in "\r\n"), "a line break inside a content line"
    room, start = MAX_OCTETS, 0
    while start < len(line):
        end = _break_at(line, start, room)
        yield (b"" if start == 0 else b" ") + line[start:end].encode() + b"\r\n"
        start, room = end, MAX_OCTETS - 1


def _break_at(line: str, start: int, room: int) -> int:
    """Where the piece that begins at `start` and has `room` octets ends."""
    end = start + len(line[start : start + room].encode()[:room].decode(errors="ignore"))
    if end == len(line):
        return end
    for place in range(end, max(start, end - 20), -1):
        if _may_break(line, start, place):
            return place
    return end - 1 if _is_inside_escape(line, start, end) else end


def _may_break(line: str, start: int, place: int) -> bool:
    following = line[place]
    joins = unicodedata.category(following) in ("Mn", "Me", "Mc") or following == "\u200d"
    is_tone = "\U0001f3fb" <= following <= "\U0001f3ff"
    return not (joins or is_tone or line[place - 1] == "\u200d" or _is_inside_escape(line, start, place))


def _is_inside_escape(line: str, start: int, place: int) -> bool:
    """Whether an odd number of backslashes stands before `place`."""
    before = line[start:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
