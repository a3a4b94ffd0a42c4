"""Rows of any database, as values that JSON can hold, and back: a copy made on SQLite is restored on PostgreSQL too."""

import base64
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection, router, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, Model

from config.backups.sealed_file import BackupError
from events.models import Fragment

ROWS_TOGETHER = 200
# Who was signed in signs in anew: what was ended since must not come back. Calendar entries are rendered anew.
LEFT_OUT: set[type[Model]] = {Session, Fragment}
MICROSECOND = timedelta(microseconds=1)

Convert = Callable[[Any], Any]
# To JSON and back, by the type of a column. What is not here JSON holds as it is.
CONVERTED: dict[str, tuple[Convert, Convert]] = {
    "BinaryField": (lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "DateTimeField": (datetime.isoformat, datetime.fromisoformat),
    "DateField": (date.isoformat, date.fromisoformat),
    "TimeField": (time.isoformat, time.fromisoformat),
    "DurationField": (lambda value: value // MICROSECOND, lambda number: number * MICROSECOND),
    "DecimalField": (str, Decimal),
    "UUIDField": (str, UUID),
}


def tables() -> list[type[Model]]:
    """All of the main database, with those that join two."""
    models = apps.get_models(include_auto_created=True)
    own = (model for model in models if model._meta.managed and router.allow_migrate_model("default", model))
    return sorted(own, key=lambda model: model._meta.db_table)


def schema() -> list[str]:
    """What this version makes of an empty database: every migration, by name."""
    return sorted(".".join(node) for node in MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def migrations_of_database() -> list[str]:
    """Those that made its tables."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    return sorted(".".join(node) for node in loader.graph.nodes if node in loader.applied_migrations)


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside, the main database stands still for us, and for nobody else."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # by hand: Django's would be a writer
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def read_rows(write: Callable[[Any], None]) -> Counter[str]:
    """Hands every row to `write`: for each table what it is called and its columns, then its rows, some at a time; at
    last how many there were of each, which are returned too."""
    numbers: Counter[str] = Counter()
    for model in tables():
        if model in LEFT_OUT:
            continue
        columns = model._meta.concrete_fields
        write({"table": model._meta.db_table, "columns": [column.column for column in columns]})
        rows = model._base_manager.order_by().values_list(*[column.attname for column in columns])
        to_json = [_conversion(column, 0) for column in columns]
        found = rows.iterator(chunk_size=ROWS_TOGETHER)
        while some := [_converted(row, to_json) for row in itertools.islice(found, ROWS_TOGETHER)]:
            write(some)
            numbers[model._meta.db_table] += len(some)
    write({"numbers": dict(numbers)})
    return numbers


def write_rows(values: Iterator[Any], *, is_kept: bool = True) -> Counter[str]:
    """The way back, into empty tables; only looked at unless `is_kept`. Raises BackupError."""
    numbers: Counter[str] = Counter()
    insert, table = None, ""
    known = {model._meta.db_table: model for model in tables()}
    for value in values:
        if isinstance(value, list):
            numbers[table] += len(value)
            if insert is not None and is_kept:
                insert(value)
        elif "numbers" in value:
            if value["numbers"] != dict(numbers):
                raise BackupError("it is damaged: it does not hold as many rows as it says.")
        else:
            table = value["table"]
            if table not in known:
                raise BackupError(f"it holds {table}, which this version does not know.")
            insert = _inserting(known[table], value["columns"])
    return numbers


def empty_tables() -> None:
    """In the transaction around it, so that either all of it happens or nothing."""
    names = [connection.ops.quote_name(model._meta.db_table) for model in tables()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute(f"TRUNCATE {', '.join(names)}")
            return
        for name in names:
            cursor.execute(f"DELETE FROM {name}")


def follow_sequences() -> None:
    """What is made from now on gets numbers behind those that were written."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(sql)


def _inserting(model: type[Model], names: Sequence[str]) -> Callable[[list[Any]], None]:
    by_name = {column.column: column for column in model._meta.concrete_fields}
    if set(names) != set(by_name):
        raise BackupError(f"{model._meta.db_table} has other columns in it than here.")
    columns = [by_name[name] for name in names]
    from_json = [_database_value(column) for column in columns]
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    places = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES ({places})"

    def insert(rows: list[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(sql, [_converted(row, from_json) for row in rows])

    return insert


def _converted(row: Sequence[Any], conversions: Sequence[Convert | None]) -> list[Any]:
    return [
        value if convert is None or value is None else convert(value)
        for value, convert in zip(row, conversions, strict=True)
    ]


def _conversion(column: "Field[Any, Any]", direction: int) -> Convert | None:
    pair = CONVERTED.get(_type_of(column))
    return pair[direction] if pair else None


def _database_value(column: "Field[Any, Any]") -> Convert | None:
    back, kind = _conversion(column, 1), _type_of(column)
    if back is None and kind not in ("JSONField", "BooleanField"):
        return None
    return lambda value: column.get_db_prep_save(value if back is None else back(value), connection)


def _type_of(column: "Field[Any, Any]") -> str:
    """Of a foreign key that of what it points to."""
    return str(getattr(column, "target_field", column).get_internal_type())
