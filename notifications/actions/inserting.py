"""Writes what is owed, and passes over what has a row of the same key already.

One statement for many rows, by hand as in claims and marks: the ORM takes four times as long to build it as the
database to carry it out.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection

from notifications.actions.claims import places
from notifications.channels import CHANNELS
from notifications.errors import NotificationsError
from notifications.kinds import Owed, message_kind

# SQLite takes some 32,000 values in one statement.
ROWS = 1_000
# The columns of which each row has its own.
_TYPES = {
    "kind": "text",
    "recipient": "text",
    "topic": "text",
    "channel": "text",
    "key": "text",
    "message_id": "text",
    "due_at": "timestamptz",
    "not_after": "timestamptz",
    "urgency": "smallint",
    "order_at": "timestamptz",
    "payload": "bytea",
}
_NAMES = ", ".join(_TYPES)
_INSERT = f"""
    WITH owed ({_NAMES}) AS ({{rows}})
    INSERT INTO notifications_delivery ({_NAMES}, created_at, state, attempts, topic_change, last_code, reason)
    SELECT {_NAMES}, %s, 'planned', 0, 0, '', '' FROM owed WHERE true
    ON CONFLICT DO NOTHING RETURNING key
"""
# PostgreSQL takes one text: psycopg would spend as long on arrays as the server on the whole statement.
_RECORDS = "SELECT {} FROM json_to_recordset(%s) AS given({})".format(
    _NAMES.replace("payload", "decode(payload, 'hex')"),
    ", ".join(f"{name} {'text' if name == 'payload' else of_type}" for name, of_type in _TYPES.items()),
)
_ONE_ROW = f"({places(len(_TYPES))})"


def insert(rows: Sequence[Owed], *, now: datetime) -> set[str]:
    """The keys that are new. Inside a transaction: it takes one statement for each thousand rows. Raises
    NotificationsError for a kind or a channel that does not exist."""
    return set().union(*(_insert(rows[start : start + ROWS], now=now) for start in range(0, len(rows), ROWS)))


def message_id(key: str) -> str:
    """The Message-ID of a key (RFC 5322 3.6.4, with its brackets): always the same, and tells nothing about it."""
    digest = hmac.digest(_message_id_key(settings.SECRET_KEY), key.encode(), sha256).hex()
    return f"<{digest[:40]}@{settings.MAIL_DOMAIN}>"


@lru_cache(1)
def _message_id_key(secret: str) -> bytes:
    """As Django's `salted_hmac` derives it."""
    return sha256(b"notifications.message_id" + secret.encode()).digest()


def _insert(rows: Sequence[Owed], *, now: datetime) -> set[str]:
    is_postgresql = connection.vendor == "postgresql"
    written = cache(datetime.isoformat if is_postgresql else connection.ops.adapt_datetimefield_value)  # of few moments
    urgency = cache(_urgency)
    values = [
        (
            row.kind,
            row.recipient,
            row.topic,
            _known_channel(row.channel),
            row.key,
            message_id(row.key),
            written(row.due_at),
            written(row.not_after),
            urgency(row.kind),
            written(row.order_at),
            row.payload.hex() if is_postgresql and row.payload is not None else row.payload,
        )
        for row in rows
    ]
    if is_postgresql:
        given: list[Any] = [json.dumps([dict(zip(_TYPES, row, strict=True)) for row in values])]
        sql = _INSERT.format(rows=_RECORDS)
    else:
        given = [value for row in values for value in row]
        sql = _INSERT.format(rows="VALUES " + ", ".join([_ONE_ROW] * len(values)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, connection.ops.adapt_datetimefield_value(now)])
        return {key for (key,) in cursor.fetchall()}


def _urgency(kind: str) -> int:
    return message_kind(kind).urgency


def _known_channel(name: str) -> str:
    if name not in CHANNELS:
        raise NotificationsError(f"There is no channel called {name}.")
    return name
