"""Answers to one call, town by town: each action once, by its next date; and how towns are told apart, everywhere."""

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from events.models import Occurrence
from events.nearness import Near, spot_of
from events.reading.series import count_later, next_dates
from events.search import normalize

MOST_ROWS = 500


def town_key(town: str) -> str:
    """What two spellings of a town have in common. The country is no part of it: many leave it out, and no page that
    counts towns names it."""
    return normalize(town) or town


def each_once(towns: Iterable[str]) -> list[str]:
    """In the spelling that comes first."""
    return list({town_key(town): town for town in reversed(list(towns))}.values())[::-1]


class Action(NamedTuple):
    """By its next date, and how many come `later`."""

    occurrence: Occurrence
    later: int


class Town(NamedTuple):
    """`name` is empty for what has no town that everybody may know; `kilometres` is None where they are not known."""

    name: str
    actions: list[Action]
    kilometres: float | None = None


class Towns(NamedTuple):
    """`near` within the radius that a reader has named, `others` everywhere else: the nearest first, then by their
    names, what has no town last."""

    near: list[Town]
    others: list[Town]
    is_cut: bool

    @property
    def has_example(self) -> bool:
        return any(one.occurrence.event.is_example for town in [*self.near, *self.others] for one in town.actions)


def read_towns(queryset: Any, *, near: Near | None = None) -> Towns:
    """`queryset` holds occurrences. Two queries and the prefetches of `for_list`."""
    rows = list(next_dates(queryset, 1).for_list().in_agenda_order()[: MOST_ROWS + 1])
    later = count_later(queryset, [row.event_id for row in rows], 1)
    towns: dict[str, list[Action]] = defaultdict(list)
    for row in rows[:MOST_ROWS]:
        towns[town_key(row.town)].append(Action(row, later.get(row.pk, 0)))
    found = [Town(actions[0].occurrence.town, actions, _distance(actions, near)) for actions in towns.values()]
    found.sort(key=lambda town: (not town.name, _far(town.kilometres), town.name.casefold()))
    is_near = [near is not None and near.reaches(town.kilometres) for town in found]
    return Towns(_where(found, is_near, True), _where(found, is_near, False), len(rows) > MOST_ROWS)


def _distance(actions: Iterable[Action], near: Near | None) -> float | None:
    """Of the nearest of them."""
    if near is None:
        return None
    distances = [near.distance_to(spot_of(action.occurrence)) for action in actions]
    return min(distances, key=_far)


def _far(kilometres: float | None) -> float:
    return math.inf if kilometres is None else kilometres


def _where(towns: Iterable[Town], is_near: Iterable[bool], wanted: bool) -> list[Town]:
    return [town for town, found in zip(towns, is_near, strict=True) if found is wanted]
