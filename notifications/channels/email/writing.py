"""Mails as the bytes that go over the wire. Copies of one message are written once: what is each one's own stands in
the bytes behind marks, and is put in their place."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from cachetools import LRUCache
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from notifications.channels.email.mime import build, check_recipient
from notifications.kinds import Message

# Nobody outside of this process can write them into a text.
TO, MESSAGE_ID, DATE = (f"{name}-{secrets.token_hex(12)}" for name in ("to", "id", "date"))
MOST_FORMS = 100
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Form:
    """A written mail cut at its marks; `model` is kept so that what it is known by stays alive."""

    model: Message
    pieces: tuple[bytes, ...]  # text and mark in turn, text first

    def filled(self, values: Mapping[bytes, bytes]) -> bytes:
        return b"".join(values[piece] if place % 2 else piece for place, piece in enumerate(self.pieces))


class Writer:
    """For one batch after the other: it remembers the forms that it wrote last."""

    def __init__(self) -> None:
        self._forms: LRUCache[tuple[object, ...], Form | None] = LRUCache(MOST_FORMS)

    def write(self, message: Message, *, message_id: str, date: datetime) -> bytes:
        """The mail to exactly one recipient, as `build` makes it. Raises MessageRefused, ValueError."""
        form = self._form_of(message) if message.fill else None
        if form is None:
            mail = build(message, message_id=message_id, date=date)
            return as_bytes(mail)
        check_recipient(message.to)
        own = {TO: written_address(message.to), MESSAGE_ID: message_id, DATE: _written(date)}
        return form.filled({mark.encode(): value.encode() for mark, value in {**own, **message.fill}.items()})

    def _form_of(self, message: Message) -> Form | None:
        """Copies share the very objects, so nothing long is compared."""
        shared = (message.text, message.html, message.ics, message.headers)
        key = (*map(id, shared), message.subject, message.language, message.method, *message.fill)
        try:
            return self._forms[key]
        except KeyError:
            form = self._forms[key] = form_of(message)
            return form


def form_of(model: Message) -> Form | None:
    """None where an encoding has cut a mark: such a mail is written for each."""
    blank = model.copy(to=f"{TO}@convoke.invalid", fill={})
    mail = build(blank, message_id=MESSAGE_ID, date=datetime(2000, 1, 1, tzinfo=UTC))
    mail.extra_headers["Date"] = DATE
    raw = as_bytes(mail).replace(f"{TO}@convoke.invalid".encode(), TO.encode())
    marks = [TO, MESSAGE_ID, DATE, *model.fill]
    pieces = re.split(b"(" + b"|".join(re.escape(mark.encode()) for mark in marks) + b")", raw)
    stand = sum(_number_of(mark, blank) for mark in model.fill)
    return Form(model, tuple(pieces)) if len(pieces) // 2 == stand + 3 else None


def as_bytes(mail: EmailMultiAlternatives) -> bytes:
    made: Any = mail.message()  # Django's own kind of message, which takes a line end
    return bytes(made.as_bytes(linesep="\r\n"))


def _number_of(mark: str, message: Message) -> int:
    texts: Iterable[str] = [message.text, message.html or "", *message.headers.values()]
    return sum(text.count(mark) for text in texts)


def written_address(address: str) -> str:
    """As it stands in a header and in the envelope: the domain in ASCII. Raises ValueError."""
    return address if PLAIN_ADDRESS.fullmatch(address) else str(sanitize_address(address, "utf-8"))


@lru_cache(100)
def _written(date: datetime) -> str:
    """Of a reminder to many it is the same."""
    return format_datetime(date.astimezone(UTC))
