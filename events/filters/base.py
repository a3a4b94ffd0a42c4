"""What the filters of all lists share: errors that name the key, values as people write them, public slugs."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from events.errors import EventsError
from events.forms.fields import DayField
from events.models import OldSlug
from events.search import query_words, search_text_of

LONGEST_VALUE = 200
LONGEST_KEY = 40
PAGE_KEYS = ("page", "by", "lang")  # which part of a list, in which order and language: they narrow nothing
# What networks and mail programs append to every link that is followed from them: nobody has asked for it.
TRACKER = re.compile(
    r"utm_\w+|\w*clid|mc_[ce]id|igsh(?:id)?|fb_\w+|_hs\w+|_?ga|mkt_tok|ref(?:_src|_url|errer)?|source|si"
    r"|can_id|link_id|email_(?:subject|referrer)"  # Action Network's mails
)
is_language = RegexValidator(r"^[a-zA-Z-]+\Z", _("Write a language as “en” or “ar”."))
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

    def prepare_value(self, value: Any) -> Any:
        """The box shows what was understood: "1" is "Online", and stays it when the form is sent again."""
        understood = YES_AND_NO.get(str(value).lower())
        return value if understood is None else str(understood).lower()


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


class OneFilter(filters.FilterSet):
    """What the filters of all lists share: keys mean the same everywhere."""

    name_column = "title"

    def __init__(self, data: QueryDict, queryset: QuerySet[Any] | None = None, *, now: dt.datetime) -> None:
        super().__init__(data=data, queryset=queryset)
        self.asked = data
        self.now = now
        self.today = now.astimezone(dt.UTC).date()
        self.found: dict[str, Any] = {}

    @classmethod
    def refuse_unknown(cls, data: QueryDict, *, beside: Collection[str]) -> None:
        """For whoever is a program: raises FilterError that names each key that is none of the filter, of `beside`, or
        of those that networks append."""
        if unknown := cls._unknown(data, beside):
            known = ", ".join(sorted({*cls.base_filters, *beside}))
            message = _("There is no such key. The keys are: %(keys)s.") % {"keys": known}
            raise FilterError({key[:LONGEST_KEY]: [message] for key in unknown})

    @property
    def left_out(self) -> str:
        """For a person, whose mail program may have appended anything: what of the address this list does not know. It
        is shown as without that, and so are the calendars and feeds that it leads to (`query`)."""
        unknown = ", ".join(key[:LONGEST_KEY] for key in self._unknown(self.asked, PAGE_KEYS)[:3])
        said = _("A part of this address means nothing to this list and was left out: %(unknown)s.")
        return said % {"unknown": unknown} if unknown else ""

    @property
    def query(self) -> str:
        """What it asks for as it stands in the address, for other formats, pages and orders of the same list."""
        return urlencode([(key, one) for key, values in self.asked.lists() if key in self.filters for one in values])

    @classmethod
    def _unknown(cls, data: QueryDict, beside: Collection[str]) -> list[str]:
        known = {*cls.base_filters, *beside}
        return [key for key in data if key not in known and not TRACKER.fullmatch(key)]

    @classmethod
    def typed(cls) -> list[str]:
        """The keys whose values are anybody's own words, and not some of ours."""
        ours = (SlugFilter, KindFilter, DayFilter, YesNoFilter, filters.ChoiceFilter)
        return [key for key, each in cls.base_filters.items() if not isinstance(each, ours)]

    def is_valid(self) -> bool:
        """Also looks up the slugs, so that an unknown one is an error and not an empty list."""
        if self.form.is_valid():
            for key, slug in self._slugs():
                self.found[key] = self.filters[key].find(slug)
                if self.found[key] is None:
                    self.form.add_error(key, _("Nothing that is public has the address “%(slug)s”.") % {"slug": slug})
        return not self.form.errors

    def check(self) -> None:
        """Raises FilterError, which names the keys that could not be read."""
        if not self.is_valid():
            raise FilterError({key: [str(one) for one in all_] for key, all_ in self.form.errors.items()})

    def _slugs(self) -> Iterable[tuple[str, str]]:
        chosen = self.form.cleaned_data
        return [
            (key, chosen[key])
            for key, each in self.filters.items()
            if isinstance(each, SlugFilter) and chosen.get(key) and key not in self.found
        ]

    def by_name(self, queryset: QuerySet[Any], _key: str, value: str) -> QuerySet[Any]:
        """By the words of one short column, read in Python: SQLite folds no letters but ASCII ones."""
        words, column = query_words(value), self.name_column
        names = queryset.order_by().values_list("pk", column)
        return queryset.filter(pk__in=[pk for pk, name in names if _has_words(name or "", words)])

    def original_of(self, key: str) -> int:
        """The id of a statement; a translation's calls are those of the original."""
        statement = self.found[key]
        return statement.translation_of.statement_id if statement.translation_of_id else statement.pk


def _has_words(name: str, words: list[str]) -> bool:
    text = search_text_of(name)
    return all(f" {word}" in text for word in words)
