"""The filters of statements, calls and organisations: the keys that say something of them."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from events.filters.base import LONGEST_VALUE, DayFilter, KindFilter, OneFilter, SlugFilter, is_language
from events.models import Call, Revision, Statement


class StatementFilter(OneFilter):
    """`q` looks in titles; `after` and `before` are days that statements bear."""

    name_column = "current__title"
    q = filters.CharFilter(method="by_name", label=_("Search"), max_length=LONGEST_VALUE)
    organization = SlugFilter(Organization, method="by_organization", label=_("Organisation"))
    language = filters.CharFilter(field_name="language", max_length=12, validators=[is_language])
    after = DayFilter(field_name="dated_on", lookup_expr="gte", label=_("From"))
    before = DayFilter(field_name="dated_on", lookup_expr="lt", label=_("Before"))

    class Meta:
        model = Statement
        fields: list[str] = []

    def by_organization(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(organization=self.found[name])


class RevisionFilter(OneFilter):
    statement = SlugFilter(Statement, method="by_statement", label=_("Statement"))
    language = filters.CharFilter(field_name="language", max_length=12, validators=[is_language])

    class Meta:
        model = Revision
        fields: list[str] = []

    def by_statement(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        """Of this text itself, a translation or not."""
        return queryset.filter(statement=self.found[name])


class CallFilter(OneFilter):
    """`kind` is what is asked for; `after` and `before` meet the window of days."""

    q = filters.CharFilter(method="by_name", label=_("Search"), max_length=LONGEST_VALUE)
    kind = KindFilter(method="by_kind", label=_("Kind"), choices=[("", _("All kinds")), *Call.AsksFor.choices])
    organization = SlugFilter(Organization, method="by_organization", label=_("Organisation"))
    statement = SlugFilter(Statement, method="by_statement", label=_("Statement"))
    after = DayFilter(method="by_after", label=_("From"))
    before = DayFilter(field_name="window_start_on", lookup_expr="lt", label=_("Before"))

    class Meta:
        model = Call
        fields: list[str] = []

    def by_kind(self, queryset: QuerySet[Any], _name: str, kinds: list[str]) -> QuerySet[Any]:
        return queryset.filter(asks_for__in=kinds)

    def by_organization(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(statement__organization=self.found[name])

    def by_statement(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(statement=self.original_of(name))

    def by_after(self, queryset: QuerySet[Any], _name: str, day: Any) -> QuerySet[Any]:
        return queryset.filter(Q(window_end_on__gte=day) | Q(window_end_on=None, window_start_on__gte=day))


class OrganizationFilter(OneFilter):
    name_column = "name"
    q = filters.CharFilter(method="by_name", label=_("Search"), max_length=LONGEST_VALUE)
    language = filters.CharFilter(field_name="language", max_length=12, validators=[is_language])

    class Meta:
        model = Organization
        fields: list[str] = []
