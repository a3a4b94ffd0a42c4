"""The webhook channel: one signed POST for each message, to the address that its kind has opened."""

import ssl
import time
from dataclasses import dataclass, field
from datetime import datetime

from notifications.channels.webhook.signing import sign
from notifications.kinds import Outcome, Prepared
from notifications.posting import post, tls_context


@dataclass(frozen=True, kw_only=True)
class WebhookMessage(Prepared):
    """`body` is JSON; `secret` begins with "whsec_", and so does the one before it, as long as that still signs too."""

    url: str = field(repr=False)
    secret: str = field(repr=False)
    old_secret: str = field(repr=False, default="")
    body: bytes = field(repr=False)


class WebhookChannel:
    name = "webhook"
    takes = WebhookMessage
    at_once = 20

    def __init__(self) -> None:
        self._tls: ssl.SSLContext | None = None

    @staticmethod
    def is_on() -> bool:
        return True

    def open(self) -> None:
        self._tls = self._tls or tls_context()

    def send(self, message: WebhookMessage, *, message_id: str, date: datetime) -> Outcome:
        webhook_id, timestamp = webhook_id_of(message_id), int(time.time())
        secrets = [secret for secret in (message.secret, message.old_secret) if secret]
        signed = [sign(secret, message_id=webhook_id, timestamp=timestamp, body=message.body) for secret in secrets]
        headers = {
            "Content-Type": "application/json",
            "webhook-id": webhook_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(signed),
        }
        return post(message.url, message.body, headers=headers, tls=self._tls or tls_context())

    def close(self) -> None:
        """Each POST has closed its connection."""


def webhook_id_of(message_id: str) -> str:
    """ "msg_1f3c…" of "<1f3c…@host>": the same at each try, and without the full stop that separates what is signed."""
    return f"msg_{message_id.strip('<>').partition('@')[0]}"
