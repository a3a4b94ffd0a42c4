"""`python -m benchmarks.outbox_rounds N`: sends N mails in three ways, three times each; best rates as JSON."""

import json
import smtplib
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import django
from django.conf import settings
from django.core.mail import get_connection

from notifications.kinds import Message, Owed

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
ROUNDS = 3
TEXT = "You said that you come.\n" * 20
HTML = "<style>p { color: #123; margin: 0 }</style>" + "<p>You said that you come.</p>" * 20
ICS = b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\n" + b"X-LINE:You said that you come.\r\n" * 20 + b"END:VCALENDAR\r\n"


class Letters:
    name = "benchmark.letter"
    urgency = 2

    def plan(self, *, now, until):
        yield []

    def prepare(self, deliveries, *, now):
        return {delivery.pk: message(delivery.recipient) for delivery in deliveries}

    def settle(self, delivery, outcome):
        pass


letters = Letters()


def message(recipient: str) -> Message:
    to = f"{recipient.replace(':', '')}@example.org"
    return Message(to=to, language="en", subject="See you tomorrow", text=TEXT, html=HTML, ics=ICS)


def owed(round_number: int, number: int) -> Owed:
    return Owed(
        kind=Letters.name,
        recipient=f"letter:{number}",
        topic=f"occurrence:{number % 20}",
        channel="email",
        key=f"letter:{round_number}:{number}",
        due_at=NOW,
        not_after=NOW + timedelta(days=3650),
        order_at=NOW,
    )


def drain_rate(number: int, round_number: int) -> float:
    from notifications.actions import drain, owe  # noqa: PLC0415  (Django is set up in main)

    owe([owed(round_number, n) for n in range(number)], now=NOW)
    return rate(number, lambda: drain(now=NOW, seconds=600))


def built_rate(number: int) -> float:
    """Django's messages, built one by one and sent over one connection."""
    from notifications.channels.email.mime import build  # noqa: PLC0415

    def send() -> None:
        with get_connection() as connection:
            for n in range(number):
                connection.send_messages([build(message(f"letter:{n}"), message_id=f"<{n}@example.org>", date=NOW)])

    return rate(number, send)


def fixed_rate(number: int) -> float:
    from notifications.channels.email.mime import build  # noqa: PLC0415

    mail = build(message("letter:1"), message_id="<1@example.org>", date=NOW)
    raw = mail.message().as_bytes(linesep="\r\n")

    def send() -> None:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as connection:
            for _ in range(number):
                connection.sendmail("noreply@example.org", mail.to, raw)

    return rate(number, send)


def rate(number: int, send: Callable[[], object]) -> float:
    started = time.perf_counter()
    send()
    return number / (time.perf_counter() - started)


def main() -> None:
    django.setup()
    number = int(sys.argv[1])
    best = {"drain": 0.0, "built": 0.0, "fixed": 0.0}
    for round_number in range(ROUNDS):
        best["drain"] = max(best["drain"], drain_rate(number, round_number))
        best["built"] = max(best["built"], built_rate(number))
        best["fixed"] = max(best["fixed"], fixed_rate(number))
    print(json.dumps(best))


if __name__ == "__main__":
    main()
