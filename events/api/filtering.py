"""The one filter in front of an endpoint: unknown keys and values are refused by name."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from events.filters import OccurrenceFilter
from events.filters.base import DayFilter, KindFilter, SlugFilter, YesNoFilter
from events.filters.nearby import RadiusFilter
from events.list_query import language_of
from events.models import Event, Occurrence

OTHER_KEYS = {"page", "limit", "lang", "format"}


class OneFilterBackend(BaseFilterBackend):
    """Applies the view's `filterset_class`, and tells the schema its keys."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        language_of(request.query_params)
        view.filterset_class.refuse_unknown(request.query_params, beside=OTHER_KEYS)
        chosen = view.filterset_class(request.query_params, queryset, now=timezone.now())
        chosen.check()
        return chosen.qs

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        keys = view.filterset_class.base_filters.items()  # type: ignore[attr-defined]
        return [
            {"name": key, "in": "query", "description": str(each.label or key), **_schema_of(each)}
            for key, each in keys
        ]


def _schema_of(each: filters.Filter) -> dict[str, Any]:
    """What a key takes, as a parameter of OpenAPI."""
    if isinstance(each, KindFilter):
        kinds = [value for value, _label in each.extra["choices"] if value]
        return {"schema": {"type": "array", "items": {"type": "string", "enum": kinds}}, "explode": True}
    if isinstance(each, filters.ChoiceFilter):
        return {"schema": {"type": "string", "enum": [value for value, _label in each.extra["choices"]]}}
    if isinstance(each, DayFilter):
        return {"schema": {"type": "string", "format": "date"}}
    if isinstance(each, YesNoFilter):
        return {"schema": {"type": "boolean"}}
    if isinstance(each, RadiusFilter):
        bounds = {"minimum": each.extra["min_value"], "maximum": each.extra["max_value"]}
        return {"schema": {"type": "integer", **bounds}}
    pattern = {"pattern": "^[-a-zA-Z0-9_]+$"} if isinstance(each, SlugFilter) else {}
    return {"schema": {"type": "string", "maxLength": each.extra.get("max_length"), **pattern}}


class ComingOccurrenceFilter(OccurrenceFilter):
    """Dates; those that are not over, unless `when`, `after` or `before` say otherwise. Of one event all, also the past
    ones: it stands for the page of an event, whose calendar has no window either."""

    event = SlugFilter(Event, method="by_event", label=_("Event"))

    def by_event(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(event=self.found[name])

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = super().filter_queryset(queryset)
        return chosen if self.has_window or "event" in self.found else chosen.upcoming(at=self.now)


class EventFilter(OccurrenceFilter):
    """Events of which a date fits; with no key at all, every public event."""

    class Meta:
        model = Event
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.is_narrow:
            return queryset
        dates = super().filter_queryset(Occurrence.objects.public())
        return queryset.filter(pk__in=dates.order_by().values("event"))
