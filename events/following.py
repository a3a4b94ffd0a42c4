"""What can be followed by mail: the list of actions with the one filter, or the page of one thing that has dates."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Organization
from events import scopes
from events.errors import EventsError
from events.filters import FilterError, OccurrenceFilter
from events.filters.base import PAGE_KEYS
from events.gazetteer import towns_named
from events.list_query import canonical_query, read_filter
from events.models import Follow, Occurrence, OldSlug
from events.scopes import Gone, Moved, Scope

EVENTS = "/events/"
PAGE = re.compile(r"/(organizations|campaigns|calls|statements)/([-\w]{1,60})/\Z", re.ASCII)
PAGES = {
    "organizations": scopes.one_organization,
    "campaigns": scopes.one_campaign,
    "calls": scopes.one_call,
    "statements": scopes.one_statement,
}
WHOSE = {
    "organizations": "slug",
    "campaigns": "campaigns__slug",
    "calls": "statements__calls__slug",
    "statements": "statements__slug",
}
BESIDE_THE_FILTER = (*PAGE_KEYS, "cancelled")  # of the page on which somebody presses the button
DATES_ASKED = 50


@dataclass(frozen=True, slots=True)
class Followed:
    """`path` of a page; `query` only of the list of actions, in its canonical form without "?"."""

    path: str
    query: str = ""

    @classmethod
    def of(cls, follow: Follow) -> "Followed":
        return cls(follow.path, follow.query)

    def page(self, language: str = "") -> str:
        return self.path + _query(self.query, language)

    def feed(self, language: str = "") -> str:
        """The calendar of the same."""
        return f"{self.path.rstrip('/')}.ics" + _query(self.query, language)


def read_followed(path: str, query: str, *, now: dt.datetime) -> Followed:
    """What somebody asks to follow, checked. Raises EventsError in words for them."""
    data = QueryDict(query.removeprefix("?"), mutable=True)
    for key in BESIDE_THE_FILTER:
        data.pop(key, None)
    match = PAGE.match(path)
    if (match is None and path != EVENTS) or len(query) > Follow.QUERY_LENGTH:
        raise EventsError(_("This cannot be followed. Choose “Follow by e-mail” on the page itself."))
    if match is None:
        return _as_short_as_possible(data, now=now)
    try:
        PAGES[match[1]](match[2])
    except Moved as moved:
        return Followed(page_of(moved))
    except (Gone, Http404) as error:
        raise EventsError(str(error)) from error
    if not any(data.values()):
        return Followed(path)
    data[match[1].removesuffix("s")] = match[2]
    return _as_short_as_possible(data, now=now)


def _as_short_as_possible(data: QueryDict, *, now: dt.datetime) -> Followed:
    """Where nothing but one thing is asked for, its own page, which has milestones too."""
    chosen = read_filter(OccurrenceFilter, data, Occurrence.objects.public(), now=now)
    asked = [key for key, value in chosen.form.cleaned_data.items() if value not in (None, "", [])]
    if len(asked) == 1 and asked[0] in chosen.found:
        return Followed(reverse(f"events:{asked[0]}-detail", args=[chosen.found[asked[0]].slug]))
    return Followed(EVENTS, canonical_query(data).removeprefix("?"))


def scope_of(followed: Followed, *, now: dt.datetime) -> Scope:
    """The rows that are followed. Raises Moved (`page_of`), Gone, and Http404 where nothing is public just now."""
    match = PAGE.match(followed.path)
    if match is not None:
        return PAGES[match[1]](match[2])
    data = QueryDict(followed.query)
    try:
        return scopes.all_events(data, now=now)
    except FilterError as error:
        if any(_is_gone(key, data) for key in error.problems):
            raise Gone(error.message) from error
        raise Http404(error.message) from error


def page_of(moved: Moved) -> str:
    return moved.path.removesuffix(".ics").rstrip("/") + "/"


def say_followed(followed: Followed, language: str, *, now: dt.datetime) -> str:
    """In words: "Upcoming actions (Vigil and This weekend)", or the title of the page. Raises as `scope_of`."""
    data = QueryDict(followed.query, mutable=True)
    data["lang"] = language
    with override(language):
        return scope_of(Followed(followed.path, data.urlencode() if followed.path == EVENTS else ""), now=now).name


def say_safely(followed: Followed, language: str, *, now: dt.datetime) -> str:
    """As `say_followed`, without a word that somebody typed: nothing of those goes to an address that nobody has
    confirmed. Raises as `scope_of`."""
    data = QueryDict(followed.query, mutable=True)
    typed = [data.pop(key, None) for key in OccurrenceFilter.typed()]
    said = say_followed(Followed(followed.path, data.urlencode()), language, now=now)
    with override(language):
        return _("%(name)s, narrowed further") % {"name": said} if any(typed) else said


def zone_of(followed: Followed, *, now: dt.datetime) -> str:
    """The clock of those who follow it, as long as they say no other: that of the town or the organisation that is
    named, else of most of the coming dates, else of who published the page. Raises as `scope_of`."""
    named, otherwise = _zones_named(followed, now=now)
    if named:
        return named
    dates = scope_of(followed, now=now).occurrences.upcoming(at=now).in_agenda_order()
    zones = Counter(dates.values_list("schedule__zone", flat=True)[:DATES_ASKED])
    return zones.most_common(1)[0][0] if zones else otherwise or settings.TIME_ZONE


def _zones_named(followed: Followed, *, now: dt.datetime) -> tuple[str, str]:
    """The zone that it names, and one that is likely where no date says more; empty where there is none."""
    match = PAGE.match(followed.path)
    if match is not None:
        zone = Organization.objects.filter(**{WHOSE[match[1]]: match[2]}).values_list("zone", flat=True).first() or ""
        return (zone, "") if match[1] == "organizations" else ("", zone)
    chosen = read_filter(OccurrenceFilter, QueryDict(followed.query), Occurrence.objects.public(), now=now)
    near = chosen.nearness.town if chosen.nearness else None
    places = towns_named(chosen.form.cleaned_data["place"])
    named = near or chosen.found.get("organization")
    return named.zone if named else "", places[0].zone if places else ""


def _is_gone(key: str, data: QueryDict) -> bool:
    """Whether what the filter names was public once and has been deleted."""
    slugs: Any = OccurrenceFilter.base_filters.get(key)
    model = getattr(slugs, "model_of_slug", None)
    if model is None:
        return False
    old = OldSlug.objects.filter(model=model._meta.model_name, slug=data.get(key, "")).first()
    return old is not None and not model._default_manager.filter(pk=old.object_id).exists()


def _query(query: str, language: str) -> str:
    parts = [query, f"lang={language}" if language else ""]
    return "?" + "&".join(part for part in parts if part) if any(parts) else ""
