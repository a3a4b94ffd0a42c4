"""The filter of dates: what you see on a page is what you subscribe to and what the API answers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from events.accessibility import QUESTIONS
from events.filters.base import LONGEST_VALUE, DayFilter, KindFilter, OneFilter, SlugFilter, YesNoFilter, is_language
from events.filters.nearby import NearFilter, RadiusFilter, narrow_to, near_of
from events.gazetteer import is_available
from events.gazetteer.town import fold_name
from events.models import Call, Campaign, Event, Occurrence, Statement
from events.nearness import Near
from events.search import query_words
from events.wording import isolated, language_of_page, say_date, say_number, say_quote

WHEN = [
    ("today", _("Today")),
    ("tomorrow", _("Tomorrow")),
    ("weekend", _("This weekend")),
    ("week", _("The next 7 days")),
    ("month", _("The next 30 days")),
]
# How these are said stands in `describe_filter`; any other key is said with its label.
SAID = {"q", "kind", "when", "online", "after", "before", "place", "near", "radius_km", "accessibility", "language"}
NEEDS = [("", _("Any")), *((key, question.yes) for key, question in QUESTIONS.items())]


class OccurrenceFilter(OneFilter):
    """Narrows a queryset of occurrences. Use `narrow_occurrences`, or the form for a page."""

    q = filters.CharFilter(method="by_words", label=_("Search"), max_length=LONGEST_VALUE)
    kind = KindFilter(method="by_kind", label=_("Kind"), choices=[("", _("All kinds")), *Event.Kind.choices])
    when = filters.ChoiceFilter(method="by_when", label=_("When"), choices=WHEN, empty_label=_("Any time"))
    after = DayFilter(method="by_after", label=_("From"))
    before = DayFilter(method="by_before", label=_("Before"))
    organization = SlugFilter(Organization, method="by_organization", label=_("Organisation"))
    statement = SlugFilter(Statement, method="by_statement", label=_("Statement"))
    call = SlugFilter(Call, method="by_call", label=_("Call to action"))
    campaign = SlugFilter(Campaign, method="by_campaign", label=_("Campaign"))
    place = filters.CharFilter(method="by_place", label=_("Town or place"), max_length=LONGEST_VALUE)
    language = filters.CharFilter(
        field_name="event__language",
        label=_("Language"),
        max_length=12,
        validators=[is_language],
    )
    online = YesNoFilter(method="by_online", label=_("Where"))
    accessibility = KindFilter(method="by_accessibility", label=_("Accessibility"), choices=NEEDS)
    near = NearFilter(label=_("Near"))
    radius_km = RadiusFilter(label=_("Within km"))

    class Meta:
        model = Occurrence
        fields: list[str] = []

    @property
    def has_window(self) -> bool:
        """Whether the days are chosen; otherwise a list shows what is not over."""
        return any(self.form.cleaned_data.get(key) for key in ("when", "after", "before"))

    @property
    def is_past(self) -> bool:
        """Asks only for what has been: such a list begins with the latest."""
        before, chosen = self.form.cleaned_data.get("before"), self.form.cleaned_data
        return bool(before and before <= self.today and not chosen.get("after") and not chosen.get("when"))

    @property
    def is_narrow(self) -> bool:
        chosen = self.form.cleaned_data.items()
        return any(value not in (None, "", []) for key, value in chosen if key != "radius_km")

    kilometres: Mapping[str, float] = {}

    @cached_property
    def nearness(self) -> Near | None:
        """The town that a valid filter asks for."""
        return near_of(self.form.cleaned_data)

    def filter_queryset(self, queryset: QuerySet[Any]) -> Any:
        """`near` comes last, when few rows are left to look at; `kilometres` are of the towns that it has found."""
        everywhere = super().filter_queryset(queryset)
        if self.nearness is None:
            return everywhere
        queryset, self.kilometres = narrow_to(self.nearness, everywhere)
        return queryset

    @property
    def everywhere(self) -> Any:
        """What all keys but `near` leave."""
        return super().filter_queryset(self.queryset.all())

    @property
    def offers_near(self) -> bool:
        return is_available()

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        for word in query_words(value):
            queryset = queryset.filter(event__search_text__contains=f" {word}")
        return queryset

    def by_kind(self, queryset: QuerySet[Any], _name: str, kinds: list[str]) -> QuerySet[Any]:
        return queryset.filter(event__kind__in=kinds)

    def by_when(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        first, last = days_of(value, self.today)
        return queryset.filter(touches_from(first), local_day__lte=last)

    def by_after(self, queryset: QuerySet[Any], _name: str, day: dt.date) -> QuerySet[Any]:
        return queryset.filter(touches_from(day))

    def by_before(self, queryset: QuerySet[Any], _name: str, day: dt.date) -> QuerySet[Any]:
        return queryset.filter(local_day__lt=day)

    def by_organization(self, queryset: Any, name: str, _slug: str) -> QuerySet[Any]:
        return queryset.hosted_by([self.found[name]])

    def by_statement(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        answering = Event.objects.filter(answered_calls__call__statement=self.original_of(name))
        return queryset.filter(event__in=answering.values("pk"))

    def by_call(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(event__in=Event.objects.filter(answered_calls__call=self.found[name]).values("pk"))

    def by_campaign(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(event__campaign=self.found[name])

    def by_place(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """A town, or a shown place by its name, however it is accented; read in Python: SQLite folds only ASCII."""
        rows = queryset.order_by().values_list("town", "shown_place__name", "shown_place__locality").distinct()
        names = {name for row in rows for name in row if name and fold_name(name) == fold_name(value)}
        in_place = Q(shown_place__name__in=names) | Q(shown_place__locality__in=names)
        return queryset.filter(Q(town__in=names) | in_place)

    def by_accessibility(self, queryset: QuerySet[Any], _name: str, needs: list[str]) -> QuerySet[Any]:
        """Every question that is asked is answered with yes."""
        return queryset.filter(**{f"event__accessibility__{need}": "yes" for need in needs})

    def by_online(self, queryset: QuerySet[Any], _name: str, is_online: bool) -> QuerySet[Any]:
        online = Q(attendance__in=["online", "both"])
        return queryset.filter(online if is_online else ~online)


def narrow_occurrences(queryset: QuerySet[Any], data: QueryDict, *, now: dt.datetime) -> QuerySet[Any]:
    """`queryset` with every key of `data` applied. Raises FilterError, which names the keys it could not read."""
    chosen = OccurrenceFilter(data, queryset, now=now)
    chosen.check()
    return chosen.qs


def describe_filter(chosen: OccurrenceFilter) -> list[str]:
    """What a valid filter asks for, in words; empty if it asks for everything."""
    values, language = chosen.form.cleaned_data, language_of_page()
    labels: dict[str, dict[Any, Any]] = {"when": dict(WHEN), "online": {True: _("Online"), False: _("In person only")}}
    words = [say_quote(values["q"], language)] if values["q"] else []
    words += [str(Event.Kind(kind).label) for kind in values["kind"]]
    words += [str(labels[key][values[key]]) for key in labels if values[key] not in (None, "")]
    words += [_("from %(day)s") % {"day": say_date(values["after"], language)}] if values["after"] else []
    words += [_("before %(day)s") % {"day": say_date(values["before"], language)}] if values["before"] else []
    words += [getattr(found, "title", None) or str(found) for found in chosen.found.values()]
    words += [isolated(values["place"], language)] if values["place"] else []
    words += [say_near(chosen.nearness, language)] if chosen.nearness else []
    words += [str(QUESTIONS[need].yes) for need in values["accessibility"]]
    words += [values["language"]] if values["language"] else []
    asked = {key: value for key, value in values.items() if value not in (None, "", [])}
    rest = {key: value for key, value in asked.items() if key not in SAID and key not in chosen.found}
    return words + [f"{chosen.filters[key].label or key}: {isolated(str(rest[key]), language)}" for key in rest]


def say_near(near: Near, language: str) -> str:
    words = {"town": isolated(near.said_name, language), "kilometres": say_number(near.radius_km, language)}
    return _("within %(kilometres)s km of %(town)s") % words


def days_of(when: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of a relative value; a weekend that has begun is its rest."""
    saturday = today + dt.timedelta(days=5 - today.weekday())
    return {
        "today": (today, today),
        "tomorrow": (today + dt.timedelta(days=1),) * 2,
        "weekend": (max(today, saturday), saturday + dt.timedelta(days=1)),
        "week": (today, today + dt.timedelta(days=6)),
        "month": (today, today + dt.timedelta(days=29)),
    }[when]


def touches_from(day: dt.date) -> Q:
    """Begins on `day` or later, or began before and goes on. SQL converts no zones: what began before counts from
    14:00 UTC of that day on, when it is that day in every zone but the farthest."""
    noon = dt.datetime.combine(day, dt.time(14), tzinfo=dt.UTC)
    return Q(local_day__gte=day) | Q(ends_at__gt=noon)
