"""`python -m benchmarks.outbox_rounds N`: the reminders of N people who come, three times each by the outbox and by a
loop that only sends what is written already; best rates as JSON."""

import json
import secrets
import smtplib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import django
from django.conf import settings

django.setup()

from django.db import connection
from django.utils import timezone

from events.contacts.rsvps import make_occurrence_keys, seal_contact
from events.contacts.sealing import Contact
from events.identifiers import new_id
from events.messages.reminder import REMINDER, owed_reminders
from events.models import RSVP, Occurrence
from notifications.actions import drain, owe
from notifications.channels.email.writing import Writer
from notifications.models import Delivery

ROUNDS = 3
BATCH = 100


def owe_reminders(number: int) -> datetime:
    """So many people come to one date, half a year ahead; the instant at which their last reminder is due."""
    now = timezone.now()
    date = Occurrence.objects.select_related("event", "schedule").filter(starts_at__gt=now).order_by("starts_at").last()
    assert date is not None, "there is no upcoming event: manage.py demo --events 20"
    key = make_occurrence_keys([date.pk])[date.pk]
    for start in range(0, number, BATCH):
        people = RSVP.objects.bulk_create(person(date, key, start + place, now) for place in range(BATCH))
        for rsvp in people:
            rsvp.occurrence = date
        owe([owed_reminders(rsvp)[-1] for rsvp in people], now=now)
    return Delivery.objects.latest("due_at").due_at + timedelta(seconds=1)


def person(date: Occurrence, key: bytes, number: int, now: datetime) -> RSVP:
    rsvp = RSVP(occurrence=date, batch=new_id(), state=RSVP.State.CONFIRMED, language="en")
    rsvp.created_at = rsvp.confirmed_at = now
    contact = Contact(token=secrets.token_urlsafe(32), address=f"person{number}@inbox.example")
    seal_contact(rsvp, contact=contact, key=key)
    return rsvp


def drain_all(due: datetime) -> None:
    assert not drain(now=due, seconds=600).has_more


def owe_again() -> None:
    Delivery.objects.update(state=Delivery.State.PLANNED, settled_at=None, attempts=0)


def written(due: datetime) -> list[tuple[str, bytes]]:
    """The very mails that the outbox sends."""
    writer, mails = Writer(), []
    deliveries = list(Delivery.objects.order_by("pk"))
    for start in range(0, len(deliveries), BATCH):
        batch = deliveries[start : start + BATCH]
        made = REMINDER.prepare(batch, now=due)
        for one in batch:
            message = made[one.pk]
            mails.append((message.to, writer.write(message, message_id=one.message_id, date=one.due_at)))
    return mails


def send_only(mails: Sequence[tuple[str, bytes]]) -> None:
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        for to, mail in mails:
            server.sendmail("noreply@example.org", [to], mail)


def rate(number: int, send: Callable[[], object]) -> float:
    started = time.perf_counter()
    send()
    return number / (time.perf_counter() - started)


@contextmanager
def counted_commits() -> Iterator[list[int]]:
    commits, commit = [0], connection._commit

    def counted() -> None:
        commits[0] += 1
        commit()

    connection._commit = counted
    yield commits
    connection._commit = commit


def main() -> None:
    number = int(sys.argv[1])
    due = owe_reminders(number)
    mails = written(due)
    best = {"drain": 0.0, "bare": 0.0, "bytes": float(len(mails[0][1]))}
    with counted_commits() as commits:
        for _round in range(ROUNDS):
            owe_again()
            commits[0] = 0
            best["drain"] = max(best["drain"], rate(number, lambda: drain_all(due)))
            best["commits"] = commits[0] / number
            best["bare"] = max(best["bare"], rate(number, lambda: send_only(mails)))
    print(json.dumps(best))


if __name__ == "__main__":
    main()
