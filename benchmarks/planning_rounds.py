"""`python -m benchmarks.planning_rounds N`: the reminders of N people who come to one date, as the planner writes them,
and the very same rows by nothing but the database's own bulk insert. Rows per second and memory as JSON."""

import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import django
import psutil

django.setup()

from django.db import connection, transaction
from django.utils import timezone

from events.identifiers import new_id
from events.messages.reminder import owed_reminders
from events.models import RSVP, Occurrence
from notifications.actions import plan
from notifications.actions.planning import ROWS_PER_TRANSACTION
from notifications.models import Delivery

BATCH = 5_000
# As many again as there are, each with an id, a batch and hashes of its own.
_OWN = {
    "id": "(id + %s) %% 4611686018427387903 + 1",
    "batch": "(batch + %s) %% 4611686018427387903 + 1",
    "token_sha256": "MD5(token_sha256 || %s)",
    "address_hash": "MD5(address_hash || %s)",
}
_ALIKE = ", ".join(field.column for field in RSVP._meta.concrete_fields if field.column not in _OWN)
COPY_PEOPLE = f"""
    INSERT INTO events_rsvp ({", ".join(_OWN)}, {_ALIKE}) SELECT {", ".join(_OWN.values())}, {_ALIKE}
    FROM events_rsvp WHERE occurrence_id = %s LIMIT %s
"""
ANSWERED_AGO, HALF_A_DAY = timedelta(days=200), timedelta(hours=12)
TABLE = Delivery._meta.db_table
COLUMNS = [field.column for field in Delivery._meta.concrete_fields]
NAMES = ", ".join(COLUMNS)


def answer(number: int) -> datetime:
    """So many people come to the last date that there is; when the first of their reminders is due."""
    rows = Occurrence.objects.public().select_related("event", "schedule").order_by("starts_at")
    date = rows.filter(starts_at__gt=timezone.now()).last()
    assert date is not None, "there is no upcoming event: manage.py demo --events 20"
    people = RSVP.objects.bulk_create(person(date) for _ in range(min(BATCH, number)))
    with connection.cursor() as cursor:
        while (missing := number - RSVP.objects.filter(occurrence=date).count()) > 0:
            cursor.execute(
                COPY_PEOPLE, [new_id(), new_id(), secrets.token_hex(8), secrets.token_hex(8), date.pk, missing]
            )
    Occurrence.objects.filter(pk=date.pk).update(going_in_person=number)
    return owed_reminders(people[0])[0].due_at


def person(date: Occurrence) -> RSVP:
    """Whatever a planner never opens is noise of the usual length."""
    rsvp = RSVP(occurrence=date, batch=new_id(), state=RSVP.State.CONFIRMED, language="en")
    rsvp.created_at = rsvp.confirmed_at = timezone.now() - ANSWERED_AGO
    rsvp.sealed_token, rsvp.sealed_address = secrets.token_bytes(72), secrets.token_bytes(52)
    rsvp.token_sha256, rsvp.address_hash = secrets.token_hex(32), secrets.token_hex(32)
    return rsvp


def set_aside() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE aside AS SELECT {NAMES} FROM {TABLE}")
        cursor.execute("CREATE UNIQUE INDEX aside_id ON aside (id)")
        cursor.execute(f"DELETE FROM {TABLE}")
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else f"VACUUM FULL {TABLE}")


def rows_aside() -> Iterator[Sequence[tuple[object, ...]]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {NAMES} FROM aside WHERE id > %s ORDER BY id LIMIT {BATCH}", [last])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def insert_only(rows: Sequence[tuple[object, ...]]) -> None:
    """The quickest that the driver knows, in transactions of the planner's size."""
    size = ROWS_PER_TRANSACTION[connection.vendor]
    for start in range(0, len(rows), size):
        piece = rows[start : start + size]
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {TABLE} ({NAMES}) FROM STDIN") as copy:
                    for row in piece:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(COLUMNS))
                cursor.executemany(f"INSERT INTO {TABLE} ({NAMES}) VALUES ({places})", piece)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def watched_memory() -> Iterator[list[float]]:
    """Resident megabytes of this process, four times a second."""
    samples: list[float] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.25):
            samples.append(psutil.Process().memory_info().rss / 1e6)

    thread = threading.Thread(target=watch)
    thread.start()
    yield samples
    stop.set()
    thread.join()


def main() -> None:
    number = int(sys.argv[1])
    due = answer(number)

    def plan_all() -> None:
        planned = plan(now=due - HALF_A_DAY, until=due)
        assert not planned.broken_kinds

    with watched_memory() as samples:
        planning = seconds(plan_all)
    assert Delivery.objects.count() == number
    set_aside()
    bulk = sum(seconds(lambda rows=rows: insert_only(rows)) for rows in rows_aside())
    assert Delivery.objects.count() == number
    print(json.dumps({"planned": number / planning, "bulk": number / bulk, "memory": samples}))


if __name__ == "__main__":
    main()
