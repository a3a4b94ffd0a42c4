"""The filter of campaigns: the keys that say something of them, with the same meaning."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from events.filters.base import LONGEST_VALUE, KindFilter, OneFilter, SlugFilter
from events.models import Call, Campaign, Statement
from events.search import query_words


class CampaignFilter(OneFilter):
    """Campaigns under the keys that say something of them."""

    q = filters.CharFilter(method="by_words", label=_("Search"), max_length=LONGEST_VALUE)
    kind = KindFilter(method="by_kind", label=_("Kind"), choices=[("", _("All kinds")), *Campaign.Kind.choices])
    organization = SlugFilter(Organization, method="by_organization", label=_("Organisation"))
    statement = SlugFilter(Statement, method="by_statement", label=_("Statement"))
    call = SlugFilter(Call, method="by_call", label=_("Call to action"))

    class Meta:
        model = Campaign
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        for word in query_words(value):
            queryset = queryset.filter(search_text__contains=f" {word}")
        return queryset

    def by_kind(self, queryset: QuerySet[Any], _name: str, kinds: list[str]) -> QuerySet[Any]:
        return queryset.filter(kind__in=kinds)

    def by_organization(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(organization=self.found[name])

    def by_statement(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        answering = Campaign.objects.filter(answered_calls__call__statement=self.original_of(name))
        return queryset.filter(pk__in=answering.values("pk"))

    def by_call(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(pk__in=Campaign.objects.filter(answered_calls__call=self.found[name]).values("pk"))
