"""Django's SMTP backend, knowing how far a message got when the connection breaks.

After the final dot nobody can tell whether the server took the message (RFC 1047); before it, surely not.
"""

import smtplib
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

FINAL_DOT = b"\r\n.\r\n"


class _Staged:
    is_after_dot = False

    def mail(self, sender: str, options: Any = ()) -> Any:
        self.is_after_dot = False
        return super().mail(sender, options)  # type: ignore[misc]

    def send(self, s: Any) -> None:
        # An error in here means that the last bytes, which are the dot, did not even reach the socket.
        super().send(s)  # type: ignore[misc]
        if isinstance(s, bytes) and s.endswith(FINAL_DOT):
            self.is_after_dot = True


class StagedSMTP(_Staged, smtplib.SMTP):
    pass


class StagedSMTPOverTLS(_Staged, smtplib.SMTP_SSL):
    pass


class StagedBackend(EmailBackend):
    connection: StagedSMTP | StagedSMTPOverTLS | None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return StagedSMTPOverTLS if self.use_ssl else StagedSMTP

    def send_written(self, mail: bytes, *, to: str) -> None:
        """One mail as it stands; connected. Raises smtplib's errors."""
        assert self.connection is not None
        self.connection.sendmail(self._sender, [to], mail)

    @cached_property
    def _sender(self) -> str:
        return str(sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8"))

    @property
    def is_after_dot(self) -> bool:
        return self.connection is not None and self.connection.is_after_dot

    @property
    def is_lost(self) -> bool:
        return self.connection is None or self.connection.sock is None
