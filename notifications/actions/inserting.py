"""Writes what is owed, and passes over what has a row of the same key already.

One statement for many rows, by hand as in claims and marks: the ORM takes four times as long to build it as the
database to carry it out.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import connection

from notifications.actions.claims import places
from notifications.channels import CHANNELS
from notifications.errors import NotificationsError
from notifications.kinds import Owed, message_kind

# SQLite takes some 32,000 values in one statement.
ROWS = 1_000
# What an owed message says, by column.
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
    WITH owed ({{names}}) AS ({{rows}})
    INSERT INTO notifications_delivery ({_NAMES}, created_at, state, attempts, topic_change, last_code, reason)
    SELECT {{columns}}, %s, 'planned', 0, 0, '', '' FROM owed WHERE true
    ON CONFLICT DO NOTHING RETURNING key
"""


def insert(rows: Sequence[Owed], *, now: datetime) -> set[str]:
    """The keys that are new. Inside a transaction: it takes one statement for each thousand rows. Raises
    NotificationsError for a kind or a channel that does not exist."""
    return set().union(*(_insert(rows[start : start + ROWS], now=now) for start in range(0, len(rows), ROWS)))


def message_id(key: str) -> str:
    """The Message-ID of a key (RFC 5322 3.6.4, with its brackets): always the same, and tells nothing about it."""
    return next(_message_ids([key]))


def _message_ids(keys: Iterable[str]) -> Iterator[str]:
    secret, domain = _message_id_key(settings.SECRET_KEY), settings.MAIL_DOMAIN
    for key in keys:
        yield f"<{hmac.digest(secret, key.encode(), sha256).hex()[:40]}@{domain}>"


@lru_cache(1)
def _message_id_key(secret: str) -> bytes:
    """As Django's `salted_hmac` derives it."""
    return sha256(b"notifications.message_id" + secret.encode()).digest()


def _insert(rows: Sequence[Owed], *, now: datetime) -> set[str]:
    """What is the same in all rows, as most is of what one date owes, is told to the database once."""
    is_postgresql = connection.vendor == "postgresql"
    columns = _columns(rows)
    own = {name: values for name, values in columns.items() if name == "key" or len(set(values)) > 1}
    shared = [values[0] for name, values in columns.items() if name not in own]
    as_shared = {name: f"CAST(%s AS {of_type})" if is_postgresql else "%s" for name, of_type in _TYPES.items()}
    sql = _INSERT.format(
        names=", ".join(own),
        rows=_records(own) if is_postgresql else "VALUES " + ", ".join([f"({places(len(own))})"] * len(rows)),
        columns=", ".join(name if name in own else as_shared[name] for name in _TYPES),
    )
    given = [_json(own)] if is_postgresql else list(chain.from_iterable(zip(*own.values(), strict=True)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *shared, connection.ops.adapt_datetimefield_value(now)])
        return {key for (key,) in cursor.fetchall()}


def _columns(rows: Sequence[Owed]) -> dict[str, list[Any]]:
    """In the order of `_TYPES`."""
    written, urgency, channel = cache(connection.ops.adapt_datetimefield_value), cache(_urgency), cache(_known_channel)
    return {
        "kind": [row.kind for row in rows],
        "recipient": [row.recipient for row in rows],
        "topic": [row.topic for row in rows],
        "channel": [channel(row.channel) for row in rows],
        "key": [row.key for row in rows],
        "message_id": list(_message_ids(row.key for row in rows)),
        "due_at": [written(row.due_at) for row in rows],
        "not_after": [written(row.not_after) for row in rows],
        "urgency": [urgency(row.kind) for row in rows],
        "order_at": [written(row.order_at) for row in rows],
        "payload": [row.payload for row in rows],
    }


def _records(names: Iterable[str]) -> str:
    """PostgreSQL takes one text: psycopg would spend as long on arrays as the server on the whole statement."""
    read = ", ".join("decode(payload, 'hex')" if name == "payload" else name for name in names)
    given = ", ".join(f"{name} {'text' if name == 'payload' else _TYPES[name]}" for name in names)
    return f"SELECT {read} FROM json_to_recordset(%s) AS given({given})"


def _json(columns: Mapping[str, Sequence[Any]]) -> str:
    return json.dumps(
        [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)], default=_written
    )


def _written(value: datetime | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat()


def _urgency(kind: str) -> int:
    return message_kind(kind).urgency


def _known_channel(name: str) -> str:
    if name not in CHANNELS:
        raise NotificationsError(f"There is no channel called {name}.")
    return name
