"""The keys `near` and `radius_km`: which dates are near a town that a reader has named.

Towns and coordinates are those that everybody may see; a place that is hidden takes no part.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import django_filters as filters
from django import forms
from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from events.gazetteer import is_available
from events.nearness import (
    DEFAULT_RADIUS,
    LEAST_RADIUS,
    LONGEST_NAME,
    MOST_RADIUS,
    SPOT_COLUMNS,
    Near,
    Spot,
    understand_near,
)
from events.wording import language_of_page

MOST_SPOTS = 20_000
_LOCATED = Case(When(shown_place__latitude__isnull=False, then=F("shown_place")))


class NearField(forms.CharField):
    """A town. Without the gazetteer nobody knows where it lies."""

    widget = forms.TextInput(attrs={"placeholder": _("Town"), "dir": "auto", "autocomplete": "address-level2"})

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if name and not is_available():
            raise forms.ValidationError(_("This site has no list of the world’s towns. Write the town as place=."))
        return name


class NearFilter(filters.Filter):
    """It narrows nothing by itself: `narrow_to` does, when all other keys have."""

    field_class = NearField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NAME, **kwargs)

    def filter(self, queryset: QuerySet[Any], _value: Any) -> QuerySet[Any]:
        return queryset


class RadiusFilter(filters.Filter):
    """It says nothing without `near`."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"placeholder": DEFAULT_RADIUS})
        super().__init__(min_value=LEAST_RADIUS, max_value=MOST_RADIUS, widget=widget, **kwargs)

    def filter(self, queryset: QuerySet[Any], _value: Any) -> QuerySet[Any]:
        return queryset


class NearForm(forms.Form):
    """The town alone, for a page that shows everything and the nearest first."""

    near = NearField(label=_("Nearest to"), max_length=LONGEST_NAME, required=False)


class Nearby(NamedTuple):
    """`rows` within the radius, and how far their towns are."""

    rows: QuerySet[Any]
    kilometres: Mapping[str, float]


def near_of(cleaned: Mapping[str, Any]) -> Near | None:
    """What a valid form asks for."""
    if not cleaned.get("near"):
        return None
    language = language_of_page()
    return understand_near(cleaned["near"], language=language, radius_km=cleaned.get("radius_km"))


def narrow_to(near: Near, queryset: QuerySet[Any]) -> Nearby:
    """Of occurrences; one query for where they are."""
    near_ones = [(place, spot, near.distance_to(spot)) for place, spot in _spots(queryset)]
    near_ones = [(place, spot, distance) for place, spot, distance in near_ones if near.reaches(distance)]
    kilometres: dict[str, float] = {}
    for _place, spot, distance in near_ones:
        kilometres[spot.town] = min(distance or 0.0, kilometres.get(spot.town, MOST_RADIUS))
    return Nearby(queryset.filter(_at((place, spot) for place, spot, _distance in near_ones)), kilometres)


def _spots(queryset: QuerySet[Any]) -> Iterable[tuple[int | None, Spot]]:
    """Each once, with the id of a place that has coordinates."""
    somewhere = queryset.order_by().filter(~Q(town="") | Q(shown_place__latitude__isnull=False))
    rows = somewhere.annotate(located=_LOCATED).values_list("located", *SPOT_COLUMNS).distinct()
    return [(place, Spot(*spot)) for place, *spot in rows[:MOST_SPOTS]]


def _at(spots: Iterable[tuple[int | None, Spot]]) -> Q:
    places, towns = set(), defaultdict(set)
    for place, spot in spots:
        if place is not None:
            places.add(place)
        else:
            towns[spot.country, spot.zone].add(spot.town)
    found = Q(shown_place__in=places)
    for (country, zone), names in towns.items():
        found |= Q(shown_place__latitude=None, country=country, schedule__zone=zone, town__in=names)
    return found
