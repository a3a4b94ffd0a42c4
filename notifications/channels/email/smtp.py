"""Django's SMTP backend, knowing how far a message got when the connection breaks.

After the final dot nobody can tell whether the server took the message (RFC 1047); before it, surely not.
"""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

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

    @property
    def is_after_dot(self) -> bool:
        return self.connection is not None and self.connection.is_after_dot

    @property
    def is_lost(self) -> bool:
        return self.connection is None or self.connection.sock is None
