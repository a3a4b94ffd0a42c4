"""What the address of a feed asks for: a language, and the one filter."""

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.feeds.scopes import Scope
from events.filters import FilterError, OccurrenceFilter, problems_of


def language_of(data: QueryDict) -> str:
    """Of `?lang=` only, never of a cookie or a header: the same address gives the same bytes to everybody."""
    language = data.get("lang") or settings.LANGUAGE_CODE
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(code for code, _name in settings.LANGUAGES)
        with override(settings.LANGUAGE_CODE):
            raise FilterError(
                {"lang": [_("This site does not have that language, only: %(known)s.") % {"known": known}]}
            )
    return language


def read_filter(data: QueryDict, scope: Scope, *, now: dt.datetime) -> OccurrenceFilter:
    """The filter over the scope's dates. Raises FilterError that names each key it does not know or cannot read."""
    known = {*OccurrenceFilter.base_filters, "lang"}
    unknown = [key for key in data if key not in known]
    if unknown:
        keys = ", ".join(sorted(known))
        message = _("There is no such key. The keys are: %(keys)s.") % {"keys": keys}
        raise FilterError({key[:40]: [message] for key in unknown})
    chosen = OccurrenceFilter(data, scope.occurrences, now=now)
    if not chosen.is_valid():
        raise FilterError(problems_of(chosen))
    return chosen


def refuse_all_keys(data: QueryDict) -> None:
    """For lists without a filter."""
    if unknown := [key for key in data if key != "lang"]:
        raise FilterError({key[:40]: [_("This list has no filter, only “lang”.")] for key in unknown})


def canonical_query(data: QueryDict) -> str:
    """What was asked for, in one order whatever the order of asking; "" or "?key=value"."""
    pairs = sorted((key, value) for key, values in data.lists() for value in values if value)
    return "?" + urlencode(pairs) if pairs else ""
