"""Short texts that people type: tidied, bounded, and refused with the name of the field."""

import unicodedata

from django.utils.translation import gettext as _

from accounts.errors import AccountsError


def clean_line(text: str, *, field: str, length: int) -> str:
    """One line: NFC, runs of white space as one space. Raises AccountsError naming `field`."""
    return " ".join(clean_text(text, field=field, length=length).split())


def clean_text(text: str, *, field: str, length: int) -> str:
    """Several lines with LF. Raises AccountsError for control characters, lone surrogates and what is too long."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in lines):
        raise AccountsError(_("The text has a character that cannot be shown."), field=field)
    if len(lines) > length:
        raise AccountsError(_("Please use at most %(length)d characters.") % {"length": length}, field=field)
    return unicodedata.normalize("NFC", lines)
