"""The local demo's mail box: mails are kept, sealed, for the operator to read in the browser; never sent.

Only while SITE_URL is on loopback. Seven days; each day's mails have a key of their own, which dies with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage as ParsedMail
from email.policy import default as parsing_policy
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.errors import SealBroken
from accounts.keys import make_key, read_keys
from accounts.models import KeptMail
from accounts.sealing import seal, unseal
from notifications.models import Delivery


class KeepingBackend(BaseEmailBackend):
    """Django's e-mail backend for a site on loopback. `keeps` tells the outbox that nothing was sent."""

    keeps = True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keeps each mail; returns their number. Raises KeysUnavailable."""
        if not settings.SITE_IS_LOCAL:
            raise ImproperlyConfigured("The mail box is for a site on loopback only: set EMAIL_URL.")
        for message in email_messages:
            keep_mail(message, now=timezone.now())
        return len(email_messages)


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class OpenedMail:
    """A kept mail as the operator reads it."""

    row: KeptMail
    to: str
    subject: str
    text: str
    html: str
    attachments: list[Attachment]


def keep_mail(message: EmailMessage, *, now: datetime) -> KeptMail:
    kept = KeptMail(created_at=now)
    delivery = Delivery.objects.filter(message_id=message.extra_headers.get("Message-ID", "")).first()
    if delivery is not None:
        kept.kind, kept.topic = delivery.kind, delivery.topic
    kept.sealed = seal(make_key(kept.key_name), message.message().as_bytes(), context=_context(kept))
    kept.save(force_insert=True)
    return kept


def opened_mails(rows: Sequence[KeptMail]) -> list[OpenedMail]:
    """The mails that can still be opened, in the order given; one query for their keys."""
    keys = read_keys(row.key_name for row in rows)
    opened = (_opened(row, keys.get(row.key_name)) for row in rows)
    return [mail for mail in opened if mail is not None]


def _opened(row: KeptMail, key: bytes | None) -> OpenedMail | None:
    if key is None:
        return None
    try:
        plain = unseal(key, row.sealed, context=_context(row))
    except SealBroken:
        return None
    mail: Any = message_from_bytes(plain, policy=parsing_policy)
    return OpenedMail(
        row=row,
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        text=_body(mail, "plain"),
        html=_body(mail, "html"),
        attachments=[_attachment(part, number) for number, part in enumerate(mail.iter_attachments(), 1)],
    )


def _body(mail: ParsedMail, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return "" if part is None else str(part.get_content())


def _attachment(part: ParsedMail, number: int) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        name=part.get_filename() or f"attachment-{number}",
        content_type=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
    )


def _context(row: KeptMail) -> tuple[str, str, str]:
    return (KeptMail._meta.db_table, "sealed", str(row.pk))
