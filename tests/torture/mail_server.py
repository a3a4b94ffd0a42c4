"""A mail server that misbehaves as often as it is told, and writes down who sent what and when."""

import asyncio
import random
import re
import time
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default as modern_policy

from aiosmtpd.controller import Controller

from tests.servers.processes import free_port

SECONDS_PER_MAIL = 0.03  # an unhurried server, so that a kill hits something


@dataclass(frozen=True)
class Faults:
    """How often the mail server misbehaves, of 1."""

    refuses: float = 0.0  # 451 after the message
    drops_before: float = 0.0  # hangs up on MAIL
    drops_after: float = 0.0  # takes the message and hangs up


BAD_SERVER = Faults(refuses=0.05, drops_before=0.03, drops_after=0.03)


@dataclass(frozen=True)
class Copy:
    """One message that was taken. `begun_at` is the instant of its MAIL, before its first byte; `process` is 0 where
    its sender did not say."""

    message_id: str
    recipient: str
    subject: str
    date: str
    due_at: float | None
    process: int
    begun_at: float
    arrived_at: float
    was_dropped: bool


class FlakyMailServer:
    def __init__(self, chance: random.Random, faults: Faults, *, seconds_per_mail: float = SECONDS_PER_MAIL) -> None:
        self.chance, self.faults, self.seconds_per_mail = chance, faults, seconds_per_mail
        self.copies: list[Copy] = []
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        """Half of the connections may say all in one packet."""
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.chance.random() < 0.5 else []), responses[-1]]

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.chance.random() < self.faults.drops_before:
            server.transport.abort()
        envelope.mail_from = address
        envelope.begun_at = time.time()
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.chance.random() < self.faults.refuses:
            return "451 4.3.0 Try later"
        was_dropped = self.chance.random() < self.faults.drops_after
        self.copies.append(copy_of(session, envelope, was_dropped=was_dropped))
        if self.seconds_per_mail:
            await asyncio.sleep(self.seconds_per_mail)
        if was_dropped:
            server.transport.abort()
        return "250 OK"


def copy_of(session, envelope, *, was_dropped: bool) -> Copy:
    headers = BytesHeaderParser(EmailMessage, policy=modern_policy).parsebytes(envelope.content)
    return Copy(
        message_id=str(headers["Message-ID"]),
        recipient=envelope.rcpt_tos[0],
        subject=str(headers["Subject"]).strip(),
        date=str(headers["Date"]),
        due_at=float(headers["X-Due"]) if headers["X-Due"] else None,
        process=int(headers["X-Process"] or greeted_by(session)),
        begun_at=envelope.begun_at,
        arrived_at=time.time(),
        was_dropped=was_dropped,
    )


def greeted_by(session) -> int:
    """The process that said its number in EHLO; 0 where none did."""
    found = re.match(r"process-(\d+)\.", session.host_name or "")
    return int(found[1]) if found else 0
