"""The one filter: what you see on a page is what you subscribe to and what the API answers.

It reads only what is shown to all (`shown_place`, `search_text`, never `place`): hidden values take no part
(invariant 1). Relative days stay relative: "weekend" is this weekend whenever it is asked for, in UTC days.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import django_filters as filters
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from events.errors import EventsError
from events.models import Call, Campaign, Event, Occurrence, OldSlug, Statement
from events.search import query_words
from events.wording import parse_digits, say_date, say_quote

LONGEST_VALUE = 200
FIRST_DAY, LAST_DAY = dt.date(1970, 1, 1), dt.date(2199, 12, 31)
WHEN = [
    ("today", _("Today")),
    ("tomorrow", _("Tomorrow")),
    ("weekend", _("This weekend")),
    ("week", _("The next 7 days")),
    ("month", _("The next 30 days")),
]
YES_AND_NO = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class FilterError(EventsError):
    """Values that make no sense. `problems` maps the key to what is wrong with it."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        self.problems = dict(problems)
        lines = [f"{key}: {message}" for key, messages in self.problems.items() for message in messages]
        super().__init__("\n".join(lines), field=next(iter(self.problems), None))


class OneOrMany(forms.Select):
    """Looks like a choice of one; an address that repeats the key is understood too."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if isinstance(data, QueryDict) else data.get(name)


class KindsField(forms.MultipleChoiceField):
    """Several kinds by repeating the key; an empty value, as a form's "all kinds" sends it, is none."""

    widget = OneOrMany

    def to_python(self, value: Any) -> list[str]:
        values = [value] if isinstance(value, str) else list(value or [])
        return [one for one in values if one]


class YesNoField(forms.Field):
    widget = forms.Select(choices=[("", _("Everywhere")), ("true", _("Online")), ("false", _("In person only"))])

    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        try:
            return YES_AND_NO[str(value).lower()]
        except KeyError:
            raise forms.ValidationError(_("Write true or false."))


class DayField(forms.DateField):
    """A day written 2027-03-13, in any digits."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Write a day as 2027-03-13.")}
    input_formats = ["%Y-%m-%d"]

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(parse_digits(value.strip()) if isinstance(value, str) else value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("That day is too far away."))
        return day


class DayFilter(filters.Filter):
    field_class = DayField


class KindFilter(filters.Filter):
    field_class = KindsField


class YesNoFilter(filters.Filter):
    field_class = YesNoField


class SlugFilter(filters.Filter):
    """The address of something public, as in its page's URL. What it was called before is still understood; what is
    not public is as unknown as what does not exist."""

    field_class = forms.SlugField

    def __init__(self, model: type[Any], **kwargs: Any) -> None:
        super().__init__(max_length=60, error_messages={"invalid": _("Write it as in the page’s address.")}, **kwargs)
        self.model_of_slug = model

    def find(self, slug: str) -> Any:
        rows = self.model_of_slug.objects.all()
        rows = rows.public() if hasattr(rows, "public") else rows
        found = rows.filter(slug=slug).first()
        if found is None:
            old = OldSlug.objects.filter(model=self.model_of_slug._meta.model_name, slug=slug).values("object_id")
            found = rows.filter(pk__in=old).first()
        return found


class OccurrenceFilter(filters.FilterSet):
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
    language = filters.CharFilter(
        field_name="event__language",
        label=_("Language"),
        max_length=12,
        validators=[RegexValidator(r"^[a-zA-Z-]+\Z", _("Write a language as “en” or “ar”."))],
    )
    online = YesNoFilter(method="by_online", label=_("Online"))

    class Meta:
        model = Occurrence
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet[Occurrence] | None = None, *, now: dt.datetime) -> None:
        super().__init__(data=data, queryset=queryset)
        self.today = now.astimezone(dt.UTC).date()
        self.found: dict[str, Any] = {}

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
        return any(value not in (None, "", []) for value in self.form.cleaned_data.values())

    def is_valid(self) -> bool:
        """Also looks up the slugs, so that an unknown one is an error and not an empty list."""
        if self.form.is_valid():
            for key, slug in self._slugs():
                self.found[key] = self.filters[key].find(slug)
                if self.found[key] is None:
                    self.form.add_error(key, _("Nothing that is public has the address “%(slug)s”.") % {"slug": slug})
        return not self.form.errors

    def _slugs(self) -> Iterable[tuple[str, str]]:
        chosen = self.form.cleaned_data
        return [
            (key, chosen[key])
            for key, each in self.filters.items()
            if isinstance(each, SlugFilter) and chosen.get(key) and key not in self.found
        ]

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

    def by_organization(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(event__organization=self.found[name])

    def by_statement(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        """A translation's calls are those of the original."""
        statement = self.found[name]
        original = statement.translation_of.statement_id if statement.translation_of_id else statement.pk
        answering = Event.objects.filter(answered_calls__call__statement=original)
        return queryset.filter(event__in=answering.values("pk"))

    def by_call(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(event__in=Event.objects.filter(answered_calls__call=self.found[name]).values("pk"))

    def by_campaign(self, queryset: QuerySet[Any], name: str, _slug: str) -> QuerySet[Any]:
        return queryset.filter(event__campaign=self.found[name])

    def by_online(self, queryset: QuerySet[Any], _name: str, is_online: bool) -> QuerySet[Any]:
        online = Q(attendance__in=["online", "both"])
        return queryset.filter(online if is_online else ~online)


def narrow_occurrences(queryset: QuerySet[Any], data: QueryDict, *, now: dt.datetime) -> QuerySet[Any]:
    """`queryset` with every key of `data` applied. Raises FilterError, which names the keys it could not read."""
    chosen = OccurrenceFilter(data, queryset, now=now)
    if not chosen.is_valid():
        raise FilterError(problems_of(chosen))
    return chosen.qs


def problems_of(chosen: OccurrenceFilter) -> dict[str, list[str]]:
    return {key: [str(message) for message in messages] for key, messages in chosen.form.errors.items()}


def describe_filter(chosen: OccurrenceFilter) -> list[str]:
    """What a valid filter asks for, in words; empty if it asks for everything."""
    values, language = chosen.form.cleaned_data, get_language() or settings.LANGUAGE_CODE
    labels = {"when": dict(WHEN), "online": {True: _("Online"), False: _("In person only")}}
    words = [say_quote(values["q"], language)] if values["q"] else []
    words += [str(Event.Kind(kind).label) for kind in values["kind"]]
    words += [str(labels[key][values[key]]) for key in labels if values[key] not in (None, "")]
    words += [_("from %(day)s") % {"day": say_date(values["after"], language)}] if values["after"] else []
    words += [_("before %(day)s") % {"day": say_date(values["before"], language)}] if values["before"] else []
    words += [getattr(found, "title", None) or str(found) for found in chosen.found.values()]
    return [*words, values["language"]] if values["language"] else words


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
