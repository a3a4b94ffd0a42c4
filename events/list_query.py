"""What the address of a feed asks for: a language, and the one filter."""

import datetime as dt
from collections.abc import Collection
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.calendars.feed import CANCELLED_SHOWN
from events.filters import FilterError, OneFilter

CALENDAR_KEYS = ("lang", "cancelled")  # how a calendar is written; they narrow nothing
# What a list of actions calls the things that have a calendar of their own.
FILTER_KEYS = {"calls": "call", "statements": "statement", "organizations": "organization", "campaigns": "campaign"}
AnyFilter = TypeVar("AnyFilter", bound=OneFilter)


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


def shows_cancelled(data: QueryDict) -> bool:
    """Whether what is cancelled is to be written so that no program hides it. Raises FilterError."""
    value = data.get("cancelled", "")
    if value not in ("", CANCELLED_SHOWN):
        raise FilterError({"cancelled": [_("Write cancelled=shown, or leave it out.")]})
    return value == CANCELLED_SHOWN


def read_filter(
    kind: type[AnyFilter], data: QueryDict, rows: QuerySet[Any], *, now: dt.datetime, keys: Collection[str] = ()
) -> AnyFilter:
    """The filter over `rows`, in an address that may have other `keys` too. Raises FilterError that names each key that
    it does not know or cannot read."""
    known = sorted({*kind.base_filters, "lang"})
    if unknown := [key for key in data if key not in known and key not in keys]:
        message = _("There is no such key. The keys are: %(keys)s.") % {"keys": ", ".join(known)}
        raise FilterError({key[:40]: [message] for key in unknown})
    chosen = kind(data, rows, now=now)
    chosen.check()
    return chosen


def asks_for_less(data: QueryDict) -> bool:
    """Whether any key may narrow what is asked for."""
    return any(key not in CALENDAR_KEYS for key in data)


def refuse_filter(data: QueryDict, *, path: str) -> None:
    """For the calendar of one thing, at `path`. Raises FilterError that says which address to use instead."""
    if unknown := [key[:40] for key in data if key not in CALENDAR_KEYS]:
        folder, _slash, file = path.strip("/").partition("/")
        own = [(FILTER_KEYS[folder], file.removesuffix(".ics"))] if folder in FILTER_KEYS else []
        query = "&".join([urlencode(own), *(f"{quote(key)}=…" for key in unknown)]).strip("&")
        message = _("This calendar has no filter. The list of actions has: %(address)s")
        raise FilterError({key: [message % {"address": f"/events.ics?{query}"}] for key in unknown})


def canonical_query(data: QueryDict, *, leave_out: str = "") -> str:
    """What was asked for, in one order whatever the order of asking; "" or "?key=value"."""
    pairs = sorted((key, value) for key, values in data.lists() for value in values if value and key != leave_out)
    return "?" + urlencode(pairs) if pairs else ""
