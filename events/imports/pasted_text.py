"""Bytes or a string from outside as a text that can be read, or a refusal that says why not."""

import re
import unicodedata

from django.utils.translation import gettext as _

from events.errors import EventsError

MAX_BYTES = 1_000_000


class UnreadableText(EventsError):
    """The source cannot be read as a text at all."""


def decode_text(source: bytes | str) -> str:
    """A text with LF line ends, without control characters and what cannot be seen; NFC.

    Raises UnreadableText (field `source`): over MAX_BYTES, not UTF-8, NUL, HTML, nothing.
    """
    if isinstance(source, str):
        source = source.encode("utf-8", "surrogatepass")
    if len(source) > MAX_BYTES:
        raise _refusal(_("The text is larger than one megabyte."))
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refusal(_("The file is encoded in UTF-16. Save it as UTF-8 and try again."))
    try:
        text = source.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        message = _("The text is not UTF-8: byte %(n)d does not fit. Save it as UTF-8 and try again.")
        raise _refusal(message % {"n": error.start + 1})
    if "\x00" in text:
        raise _refusal(_("The file holds NUL bytes: it is not a text."))
    if re.match(r"\s*(?:<!doctype html|<html|<\?xml|\{\\rtf|%PDF-)", text, re.I):
        raise _refusal(_("This is the source code of a page or document. Copy its text as you see it, and paste that."))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = "".join(c for c in text if c in "\n\t" or not _is_unseen(c))
    if not text.strip():
        raise _refusal(_("There is no text."))
    return unicodedata.normalize("NFC", text)


def _is_unseen(character: str) -> bool:
    # ZWNJ and ZWJ (U+200C, U+200D) are letters' business in Persian and others; marks of direction stay as well.
    return unicodedata.category(character) in ("Cc", "Co", "Cn") or character in "\u00ad\u200b\u2060\ufeff"


def _refusal(message: str) -> UnreadableText:
    return UnreadableText(message, field="source")
