"""A series in a list of one call's or one organisation's dates: the next few, and how many come later."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

_ORDER = ["local_day", "starts_at", "id"]


def next_dates(queryset: QuerySet[Any], number: int) -> Any:
    """`queryset` holds occurrences; of each event its first `number`."""
    nearest = _ranked(queryset).filter(rank__lte=number)
    return queryset.filter(pk__in=nearest.values("pk"))


def count_later(queryset: QuerySet[Any], events: Iterable[int], number: int) -> dict[int, int]:
    """How many dates of `queryset` come after the first `number`, by the last of these; one query."""
    ranked = _ranked(queryset.filter(event__in=list(events)))
    last_shown = ranked.annotate(later=Window(Count("pk"), partition_by="event") - number).filter(rank=number)
    return {pk: later for pk, later in last_shown.values_list("pk", "later") if later}


def _ranked(queryset: QuerySet[Any]) -> QuerySet[Any]:
    rank = Window(RowNumber(), partition_by=F("event"), order_by=_ORDER)
    return queryset.order_by().annotate(rank=rank)
