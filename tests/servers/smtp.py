"""A real SMTP server on loopback that keeps what it accepts and can be told to misbehave."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern_policy
from threading import Condition
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.servers.processes import free_port

ACCEPTED = "250 OK"
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own, a line per command


@dataclass(frozen=True)
class ReceivedMail:
    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return "" if part is None else part.get_content().replace("\r\n", "\n")


class MailServer:
    """`mails` holds what was accepted, in order; `answer_next` and `drop_next` say how the next ones fare."""

    def __init__(self) -> None:
        self.mails: list[ReceivedMail] = []
        self.refused_recipients: dict[str, str] = {}
        self._arrival = Condition()
        self._data_answers: deque[str | None] = deque()
        self._before_answering: Callable[[], None] = lambda: None
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def answer_next(self, *replies: str) -> None:
        """Answer the next messages' DATA with these ("451 4.3.0 Try later"); what is not 250 is not kept."""
        self._data_answers.extend(replies)

    def drop_next(self, count: int = 1) -> None:
        """Take the next messages, but hang up instead of answering: the sender cannot know."""
        self._data_answers.extend([None] * count)

    def refuse(self, recipient: str, reply: str = "550 5.1.1 No such user") -> None:
        self.refused_recipients[recipient] = reply

    def call_before_answering(self, call: Callable[[], None]) -> None:
        """Run `call` when a message's DATA has arrived and before its answer goes out."""
        self._before_answering = call

    def await_mails(self, count: int, *, seconds: float = 120) -> list[ReceivedMail]:
        """Wait until at least `count` mails are there; AssertionError if they do not come."""
        with self._arrival:
            arrived = self._arrival.wait_for(lambda: len(self.mails) >= count, seconds)
        assert arrived, f"{len(self.mails)} mails arrived, not {count}"
        return self.mails

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        reply = self._data_answers.popleft() if self._data_answers else ACCEPTED
        self._before_answering()
        if reply is None or reply.startswith("250"):
            self._keep(envelope)
        if reply is None:
            server.transport.abort()
        return reply or ACCEPTED

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        message = BytesParser(_class=EmailMessage, policy=modern_policy).parsebytes(content)
        with self._arrival:
            self.mails.append(ReceivedMail(list(envelope.rcpt_tos), message))
            self._arrival.notify_all()
