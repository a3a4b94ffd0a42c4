"""From a Message to a mail: text, HTML with its style inlined, the calendar attachment, and nothing smuggled in."""

import re
from datetime import UTC, datetime
from email.encoders import encode_base64
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime

import css_inline
from django.core.mail import EmailMultiAlternatives

from notifications.errors import NotificationsError
from notifications.kinds import CANCEL, PUBLISH, REQUEST, Message

# Never fetches anything; media queries (dark mode) stay in a <style>, since they cannot be inlined.
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
LINE_ENDS = re.compile(r"[\r\n\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
METHODS = {PUBLISH, REQUEST, CANCEL}
HEADER_NAME = re.compile(r"[!-9;-~]+")
# Who writes, to whom and what it is made of is decided here alone.
OUR_HEADERS = {
    "bcc", "cc", "date", "from", "message-id", "mime-version", "reply-to", "return-path", "sender", "subject", "to",
    "auto-submitted",
}  # fmt: skip
OUR_HEADER_FAMILIES = ("content-", "resent-")


class MessageRefused(NotificationsError):
    """This message cannot be a mail, now or later; the text names the part, never its content."""


def build(message: Message, *, message_id: str, date: datetime) -> EmailMultiAlternatives:
    """The mail to exactly one recipient. Raises MessageRefused."""
    message = message.filled()
    check_recipient(message.to)
    _check_line("subject", message.subject)
    _check_line("language", message.language)
    if message.method not in METHODS:
        raise MessageRefused("the calendar has a method that no mail carries")
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers=_headers(message, message_id=message_id, date=date),
    )
    if message.html is not None:
        mail.attach_alternative(_inlined(message.html), "text/html")
    if message.ics is not None and message.method == PUBLISH:
        mail.attach(_calendar_file(message.ics))
    elif message.ics is not None:
        # Last of the alternatives, where Outlook and Gmail look for it; the same as a file for all others.
        mail.attach_alternative(message.ics.decode(), f"text/calendar; method={message.method}")
        mail.attach(_invitation_file(message.ics))
    return mail


def check_recipient(address: str) -> None:
    """One plain address: no name, no list, no group, nothing that a header would read differently."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or not local.isascii() or re.search(r"[\s,;:<>()\[\]\\\"@\x00-\x1f\x7f]", local):
        raise MessageRefused("the recipient is not one plain address")
    if re.search(r"[^\w.\-]", domain):
        raise MessageRefused("the recipient is not one plain address")


def _check_line(name: str, value: str) -> None:
    if LINE_ENDS.search(value):
        raise MessageRefused(f"the {name} has a line end in it")


def _headers(message: Message, *, message_id: str, date: datetime) -> dict[str, str]:
    for name, value in message.headers.items():
        _check_header(name, value)
    return {
        **message.headers,
        "Message-ID": message_id,
        "Date": format_datetime(date.astimezone(UTC)),
        "Content-Language": message.language,
        "Auto-Submitted": "auto-generated",
    }


def _check_header(name: str, value: str) -> None:
    lower = name.lower()
    if not HEADER_NAME.fullmatch(name) or lower in OUR_HEADERS or lower.startswith(OUR_HEADER_FAMILIES):
        raise MessageRefused("a header has a name that is not free")
    _check_line("header", value)


def _inlined(html: str) -> str:
    try:
        return INLINER.inline(html)
    except css_inline.InlineError:
        raise MessageRefused("the HTML part cannot be read")


def _calendar_file(ics: bytes) -> MIMENonMultipart:
    """The calendar as a file to open (RFC 6047 2.4). METHOD:PUBLISH: it announces, and asks for no answer."""
    return _attached(MIMENonMultipart("text", "calendar", method=PUBLISH, charset="utf-8", name="invite.ics"), ics)


def _invitation_file(ics: bytes) -> MIMENonMultipart:
    """Not text/calendar: that would be a second invitation."""
    return _attached(MIMENonMultipart("application", "ics", name="invite.ics"), ics)


def _attached(part: MIMENonMultipart, ics: bytes) -> MIMENonMultipart:
    part.set_payload(ics)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return part
