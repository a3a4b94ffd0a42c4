"""Bytes as content lines: decoded, unfolded, numbered (RFC 5545 section 3.1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.errors import EventsError
from events.imports.calendar_file.bounds import MOST_BYTES, MOST_LINES

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2060\ufeff\ufffe\uffff]")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class ContentLine:
    """`number` is that of its first line in the file, from 1."""

    number: int
    text: str


def decode_calendar(source: bytes) -> str:
    """The text to keep. Raises EventsError (field `file`): larger than is looked at, packed, no UTF-8."""
    if len(source) > MOST_BYTES:
        raise _refusal(_("The file is larger than one megabyte. Export a shorter time, or one calendar at a time."))
    if source.startswith(_PACKED):
        raise _refusal(_("The file is packed. Unpack it, and choose one of the .ics files in it."))
    return _decoded(source)


def read_content_lines(text: str) -> list[ContentLine]:
    """Raises EventsError (field `file`) for what is no calendar."""
    lines = list(_unfolded(text))
    if not lines or lines[0].text.strip().upper() != "BEGIN:VCALENDAR":
        raise _refusal(_("This is no calendar file: it does not begin with BEGIN:VCALENDAR."))
    return lines


def _decoded(source: bytes) -> str:
    """What cannot be seen is taken out: some programs leave it in descriptions."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refusal(_("The file is encoded in UTF-16. Save it as UTF-8 and try again."))
    # A character may be folded in its middle (RFC 5545 section 3.1), so the octets are joined first.
    source = re.sub(rb"\r?\n[ \t](?=[\x80-\xbf])", b"", source)
    try:
        text = source.decode()
    except UnicodeDecodeError as error:
        message = _("The file is not UTF-8: byte %(n)d does not fit. Save it as UTF-8 and try again.")
        raise _refusal(message % {"n": error.start + 1}) from None
    if "\x00" in text:
        raise _refusal(_("The file holds NUL bytes: it is not a text."))
    return text


def _unfolded(text: str) -> Iterator[ContentLine]:
    number, parts, count = 0, [""], 0
    for here, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line[:1] in (" ", "\t") and number:
            parts.append(line[1:])
            continue
        if number:
            yield ContentLine(number, _UNSEEN.sub("", "".join(parts)))
        number, parts = (here, [line]) if line.strip("\ufeff \t") else (0, [""])
        count += bool(number)
        if count > MOST_LINES:
            raise _refusal(_("The file has more than %(most)d lines of calendar.") % {"most": MOST_LINES})
    if number:
        yield ContentLine(number, _UNSEEN.sub("", "".join(parts)))


def _refusal(message: str) -> EventsError:
    return EventsError(message, field="file")
