"""Rows in small pieces, asked anew each time."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

BATCH = 100


def batches(rows: QuerySet[Any], *columns: str) -> Iterator[list[Any]]:
    """At most 100 at a time: who takes one deletes it."""
    while batch := list(rows.order_by("pk").values_list(*columns)[:BATCH]):
        yield batch
