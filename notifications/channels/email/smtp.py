"""Django's SMTP backend, knowing how far a message got when the connection breaks.

After the final dot nobody can tell whether the server took the message (RFC 1047); before it, surely not.
"""

import re
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from notifications.channels.email.writing import PLAIN_ADDRESS

FINAL_DOT = b"\r\n.\r\n"
LINE_WITH_A_DOT = re.compile(rb"(?m)^\.")
Reply = tuple[int, bytes]
NOT_SENT_YET: Reply = (250, b"")


class StagedSMTP(smtplib.SMTP):
    """One message to one recipient after the other. A server that lets us (RFC 2920) is told sender, recipient and
    DATA in one packet: two waits for each message instead of four."""

    is_after_dot = False
    _sender = _recipient = ""
    _said: Sequence[str] = ()  # commands that wait for DATA

    def mail(self, sender: str, options: Sequence[str] = ()) -> Reply:
        self.is_after_dot = False
        self._said = ()
        if not self.has_extn("pipelining"):
            return super().mail(sender, options)
        self._sender = sender
        self._said = [_command("MAIL FROM:", sender, options)]
        return NOT_SENT_YET

    def rcpt(self, recip: str, options: Sequence[str] = ()) -> Reply:
        if not self._said:
            return super().rcpt(recip, options)
        self._recipient = recip
        self._said = [*self._said, _command("RCPT TO:", recip, options)]
        return NOT_SENT_YET

    def data(self, msg: Any) -> Reply:
        try:
            return self._say_all(msg) if self._said else super().data(msg)
        except smtplib.SMTPResponseException:  # otherwise smtplib leaves the server with half a transaction
            self._begin_anew()
            raise

    def send(self, s: Any) -> None:
        # An error in here means that the last bytes, which are the dot, did not even reach the socket.
        super().send(s)
        if isinstance(s, bytes) and s.endswith(FINAL_DOT):
            self.is_after_dot = True

    def _say_all(self, message: bytes) -> Reply:
        self.send("".join([*self._said, "DATA\r\n"]))
        sender, recipient, data = self.getreply(), self.getreply(), self.getreply()
        is_taken = sender[0] == 250 and recipient[0] in (250, 251)
        if data[0] == 354 and not is_taken:
            self.send(b".\r\n")  # nothing, to nobody
            self.getreply()
        if sender[0] != 250:
            raise smtplib.SMTPSenderRefused(*sender, self._sender)
        if not is_taken:
            self._begin_anew()
            raise smtplib.SMTPRecipientsRefused({self._recipient: recipient})
        if data[0] != 354:
            raise smtplib.SMTPDataError(*data)
        line_end = b"" if message.endswith(b"\r\n") else b"\r\n"
        self.send(LINE_WITH_A_DOT.sub(b"..", message) + line_end + b".\r\n")
        return self.getreply()

    def _begin_anew(self) -> None:
        with suppress(smtplib.SMTPServerDisconnected):
            self.rset()


def _command(verb: str, address: str, options: Sequence[str]) -> str:
    """Raises ValueError where it would not be one line of ASCII."""
    quoted = f"<{address}>" if PLAIN_ADDRESS.fullmatch(address) else smtplib.quoteaddr(address)
    line = " ".join([verb + quoted, *options])
    if not (line.isascii() and line.isprintable()):
        raise ValueError("An address that no server takes.")
    return line + "\r\n"


class StagedSMTPOverTLS(StagedSMTP, smtplib.SMTP_SSL):
    pass


class StagedBackend(EmailBackend):
    connection: StagedSMTP | None

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
