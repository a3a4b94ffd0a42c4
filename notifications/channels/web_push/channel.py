"""The Web Push channel: an encrypted POST to the push service that the browser has named."""

import ssl
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from notifications.channels.web_push.encryption import encrypt
from notifications.channels.web_push.vapid import authorization
from notifications.kinds import Outcome, Prepared, Result
from notifications.posting import post, tls_context

GONE = frozenset({404, 410})  # RFC 8030 7.3: the browser takes nothing more there


@dataclass(frozen=True, kw_only=True)
class PushMessage(Prepared):
    """`endpoint`, `browser_key` and `auth` are the browser's subscription; `body` is at most a kilobyte. After
    `seconds` the service need not deliver it any more."""

    endpoint: str = field(repr=False)
    browser_key: bytes = field(repr=False)
    auth: bytes = field(repr=False)
    body: bytes = field(repr=False)
    seconds: int
    is_pressing: bool = False


class WebPushChannel:
    name = "web_push"
    takes = PushMessage
    at_once = 20

    def __init__(self) -> None:
        self._tls: ssl.SSLContext | None = None

    @staticmethod
    def is_on() -> bool:
        return bool(settings.WEB_PUSH and settings.VAPID_PRIVATE_KEY)

    def open(self) -> None:
        self._tls = self._tls or tls_context()

    def send(self, message: PushMessage, *, message_id: str, date: datetime) -> Outcome:
        try:
            body = encrypt(message.body, browser_key=message.browser_key, auth=message.auth)
        except ValueError:
            return Outcome(Result.FAILED, "key", "the key of the browser is none", is_hard_bounce=True)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(max(0, message.seconds)),
            "Urgency": "high" if message.is_pressing else "normal",
            # Of several tries the service keeps the last one.
            "Topic": message_id.strip("<>").partition("@")[0][:32],
            "Authorization": authorization(
                message.endpoint, private_key=settings.VAPID_PRIVATE_KEY, contact=settings.SECURITY_CONTACT
            ),
        }
        return post(message.endpoint, body, headers=headers, tls=self._tls or tls_context(), gone=GONE)

    def close(self) -> None:
        """Each POST has closed its connection."""
