"""The one filter over dated milestones: the same keys as for events, where they say something about a campaign."""

from typing import Any

from django.db.models import QuerySet

from events.feeds.scopes import Scope
from events.filters import OccurrenceFilter, days_of
from events.models import Campaign
from events.querysets.campaign import MilestoneQuerySet
from events.search import query_words

# What a milestone does not have: with one of these keys there are none.
ONLY_OF_EVENTS = ("kind", "online")


def narrow_milestones(chosen: OccurrenceFilter, scope: Scope) -> MilestoneQuerySet:
    """`chosen` must be valid."""
    values = chosen.form.cleaned_data
    rows: MilestoneQuerySet = scope.milestones
    if any(values.get(key) not in (None, "", []) for key in ONLY_OF_EVENTS):
        return rows.none()
    if language := values.get("language"):
        rows = rows.filter(campaign__language=language)
    for word in query_words(values.get("q") or ""):
        rows = rows.filter(campaign__search_text__contains=f" {word}")
    return _by_days(_by_slugs(rows, chosen), chosen)


def _by_slugs(rows: MilestoneQuerySet, chosen: OccurrenceFilter) -> MilestoneQuerySet:
    found = chosen.found
    if "organization" in found:
        rows = rows.filter(campaign__organization=found["organization"])
    if "campaign" in found:
        rows = rows.filter(campaign=found["campaign"])
    if "call" in found:
        rows = rows.filter(campaign__in=_answering(call=found["call"]))
    if statement := found.get("statement"):
        original = statement.translation_of.statement_id if statement.translation_of else statement.pk
        rows = rows.filter(campaign__in=_answering(call__statement=original))
    return rows


def _answering(**answers: object) -> QuerySet[Campaign, Any]:
    return Campaign.objects.filter(**{f"answered_calls__{key}": value for key, value in answers.items()}).values("pk")


def _by_days(rows: MilestoneQuerySet, chosen: OccurrenceFilter) -> MilestoneQuerySet:
    values = chosen.form.cleaned_data
    if when := values.get("when"):
        first, last = days_of(when, chosen.today)
        rows = rows.filter(on__gte=first, on__lte=last)
    if after := values.get("after"):
        rows = rows.filter(on__gte=after)
    if before := values.get("before"):
        rows = rows.filter(on__lt=before)
    return rows
