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
from events.filters.base import LONGEST_KEY, TRACKER

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
    kind.refuse_unknown(data, beside=("lang", *keys))
    chosen = kind(data, rows, now=now)
    chosen.check()
    return chosen


def asks_for_less(data: QueryDict) -> bool:
    """Whether any key may narrow what is asked for."""
    return bool(_asked(data))


def refuse_filter(data: QueryDict, *, path: str) -> None:
    """For the calendar of one thing, at `path`. Raises FilterError that says which address to use instead."""
    if unknown := [key[:LONGEST_KEY] for key in _asked(data)]:
        folder, _slash, file = path.strip("/").partition("/")
        own = [(FILTER_KEYS[folder], file.removesuffix(".ics"))] if folder in FILTER_KEYS else []
        query = "&".join([urlencode(own), *(f"{quote(key)}=…" for key in unknown)]).strip("&")
        message = _("This calendar has no filter. The list of actions has: %(address)s")
        raise FilterError({key: [message % {"address": f"/events.ics?{query}"}] for key in unknown})


def canonical_query(data: QueryDict, *, leave_out: str = "") -> str:
    """What was asked for, in one order whatever the order of asking; "" or "?key=value"."""
    asked = [(key, values) for key, values in data.lists() if key != leave_out and not TRACKER.fullmatch(key)]
    pairs = sorted((key, value) for key, values in asked for value in values if value)
    return "?" + urlencode(pairs) if pairs else ""


def _asked(data: QueryDict) -> list[str]:
    """The keys that may narrow something."""
    return [key for key in data if key not in CALENDAR_KEYS and not TRACKER.fullmatch(key)]
