"""Letters that cannot be made again (codes, links): sealed while they wait, each with a key of its own."""

import json
import uuid
from datetime import datetime, timedelta

from accounts.keys import make_key
from accounts.sealing import seal, unseal
from notifications.kinds import Message, Owed

KIND = "accounts.letter"
PREFIX = "letter:"


def owed_letter(message: Message, *, now: datetime, lifetime: timedelta) -> Owed:
    """`message` as a row of the outbox, due now, worthless after `lifetime`. Makes its key: call it before your own
    transaction and `owe` the result in it. Raises KeysUnavailable.
    """
    recipient = f"{PREFIX}{uuid.uuid4().hex}"
    fields = [message.to, message.language, message.subject, message.text, message.html]
    sealed = seal(make_key(recipient), json.dumps(fields).encode(), context=_context(recipient))
    return Owed(
        kind=KIND,
        recipient=recipient,
        topic=recipient,
        channel="email",
        key=recipient,
        due_at=now,
        not_after=now + lifetime,
        order_at=now,
        payload=sealed,
    )


def open_letter(recipient: str, payload: bytes | memoryview, *, key: bytes) -> Message:
    """The letter of one delivery. Raises SealBroken."""
    to, language, subject, text, html = json.loads(unseal(key, payload, context=_context(recipient)))
    return Message(to=to, language=language, subject=subject, text=text, html=html)


def _context(recipient: str) -> tuple[str, str, str]:
    return ("notifications_delivery", "payload", recipient)
