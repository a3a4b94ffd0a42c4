"""Which town a reader's word was taken for, and which others it may mean: the line under the box."""

from dataclasses import dataclass

from django.http import QueryDict

from events.nearness import Near, say_town


@dataclass(frozen=True, slots=True)
class NearChoice:
    """`label` is the town with its country, empty for one that nobody knows; `others` are labels with the address's
    query that asks for each."""

    name: str
    radius_km: int
    label: str
    others: list[tuple[str, str]]


def near_choice(near: Near, data: QueryDict, language: str) -> NearChoice:
    label = say_town(near.town, language) if near.town else ""
    others = [say_town(town, language) for town in near.others]
    return NearChoice(near.said_name, near.radius_km, label, [(other, _asking_for(other, data)) for other in others])


def _asking_for(town: str, data: QueryDict) -> str:
    query = data.copy()
    query["near"] = town
    query.pop("page", None)
    return query.urlencode()
