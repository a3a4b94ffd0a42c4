"""Answers to one call, town by town: each action once, by its next date."""

from collections import defaultdict
from typing import Any, NamedTuple

from events.models import Occurrence

MOST_ROWS = 500


class Town(NamedTuple):
    """`locality` is empty for what has no public place: online, hidden or to be announced."""

    locality: str
    occurrences: list[Occurrence]


class Towns(NamedTuple):
    towns: list[Town]
    is_cut: bool


def read_towns(queryset: Any) -> Towns:
    """`queryset` holds occurrences; towns in the order of their names, those without one last. Two queries and the
    prefetches of `for_list`."""
    rows = list(queryset.for_list().in_agenda_order()[: MOST_ROWS + 1])
    towns: dict[str, list[Occurrence]] = defaultdict(list)
    seen: set[int] = set()
    for occurrence in rows[:MOST_ROWS]:
        if occurrence.event_id in seen:
            continue
        seen.add(occurrence.event_id)
        towns[occurrence.shown_place.locality if occurrence.shown_place else ""].append(occurrence)
    ordered = sorted(towns, key=lambda locality: (not locality, locality.casefold()))
    return Towns([Town(locality, towns[locality]) for locality in ordered], len(rows) > MOST_ROWS)
