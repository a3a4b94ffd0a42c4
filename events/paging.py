"""Keyset pages: as fast on the last page as on the first, and nothing is skipped when rows come in between."""

import base64
import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from events.filters import FilterError

PAGE_ROWS = 30
LONGEST_CURSOR = 400


class Page(NamedTuple):
    rows: list[Any]
    next_cursor: str | None


def read_page(queryset: QuerySet[Any], *, order: Sequence[str], cursor: str = "", size: int = PAGE_ROWS) -> Page:
    """`order` names columns that are never null, with "-" for descending, and ends with a unique one.

    Raises FilterError for a cursor that this function did not make."""
    rows = list(queryset.filter(_beyond(queryset, order, cursor)).order_by(*order)[: size + 1])
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], _write_cursor(rows[size - 1], order))


def _beyond(queryset: QuerySet[Any], order: Sequence[str], cursor: str) -> Q:
    """(a, b) after (x, y) is: a after x, or a equal and b after y."""
    if not cursor:
        return Q()
    values = _read_cursor(queryset, order, cursor)
    beyond, equal = Q(), Q()
    for column, value in zip(order, values, strict=True):
        name = column.removeprefix("-")
        beyond |= equal & Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return beyond


def _write_cursor(row: Any, order: Sequence[str]) -> str:
    values = [getattr(row, column.removeprefix("-")) for column in order]
    written = [value.isoformat() if isinstance(value, dt.date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(written, separators=(",", ":")).encode()).decode().rstrip("=")


def _read_cursor(queryset: QuerySet[Any], order: Sequence[str], cursor: str) -> list[Any]:
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError
        written = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        columns = [queryset.model._meta.get_field(column.removeprefix("-")) for column in order]
        return [_read_value(column, value) for column, value in zip(columns, written, strict=True)]
    except (ValueError, TypeError, ValidationError, RecursionError, OverflowError):
        raise FilterError({"page": [_("This is not the address of a page. Begin at the first one.")]})


def _read_value(column: Any, written: object) -> Any:
    """What the database can compare with. Raises ValueError, OverflowError or what the column raises."""
    if isinstance(written, bool) or not isinstance(written, str | int) or "\0" in str(written):
        raise ValueError
    str(written).encode()  # no lone surrogates
    value = column.to_python(written)
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise ValueError
        value.astimezone(dt.UTC)  # a year 1 or 9999 may be none in UTC
    return value
