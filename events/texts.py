"""What people type into an action's fields: tidied, bounded, refused with the field's name."""

import datetime as dt
import re
import unicodedata
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from accounts import texts
from accounts.addresses import clean_address
from accounts.errors import AccountsError
from events.errors import EventsError

URL_LENGTH = 500
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_is_web_address = URLValidator(schemes=["http", "https"])


def clean_line(text: str, *, field: str, length: int, required: bool = False) -> str:
    """One line. Raises EventsError for control characters, lone surrogates, what is too long or missing."""
    try:
        line = texts.clean_line(text, field=field, length=length)
    except AccountsError as error:
        raise EventsError(error.message, field=field) from error
    return _present(line, field) if required else line


def clean_text(text: str, *, field: str, length: int, required: bool = False) -> str:
    """Several lines with LF; as `clean_line` otherwise."""
    try:
        lines = texts.clean_text(text, field=field, length=length)
    except AccountsError as error:
        raise EventsError(error.message, field=field) from error
    return _present(lines, field) if required else lines


def clean_url(text: str, *, field: str) -> str:
    """A web address with its scheme, without a name or password in it."""
    url = clean_line(text, field=field, length=URL_LENGTH, required=True)
    try:
        _is_web_address(url)
    except ValidationError:
        raise EventsError(_("Write a web address that begins with https://."), field=field)
    if "@" in urlsplit(url).netloc:
        raise EventsError(_("A web address here must not hold a name or a password."), field=field)
    return url


def clean_language(code: str, *, field: str = "language") -> str:
    """A language subtag with at most one more (BCP 47): en, ar, pt-BR."""
    if not _LANGUAGE.fullmatch(code) or len(code) > 12:
        raise EventsError(_("Write the language as a code: en, ar, es, pt-BR."), field=field)
    return code


def known_language(language: str) -> str:
    """One that we can write in: ours where `language` is none of those."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def clean_contact(address: str, *, without_mail: str = "") -> str:
    """An address as mails go to it. Raises EventsError naming email: `without_mail` where the site sends none."""
    if settings.EMAIL_IS_OFF:
        raise EventsError(without_mail or _("This site sends no mail."), field="email")
    try:
        return clean_address(address)
    except AccountsError as error:
        raise EventsError(error.message, field="email") from error


def clean_choice(value: str, *, field: str, among: list[str]) -> str:
    if value not in among:
        raise EventsError(_("“%(value)s” is not one of the choices.") % {"value": value[:40]}, field=field)
    return value


def clean_day(day: dt.date, *, field: str, not_after: dt.date | None = None) -> dt.date:
    """Within two centuries; `not_after` for what must have happened already."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise EventsError(_("That day is too far away."), field=field)
    if not_after is not None and day > not_after:
        raise EventsError(_("That day has not come yet."), field=field)
    return day


def _present(text: str, field: str) -> str:
    """Something that can be seen: not only marks of direction and spaces of no width."""
    if all(unicodedata.category(character)[0] in "CZ" for character in text):
        raise EventsError(_("This must not be empty."), field=field)
    return text
