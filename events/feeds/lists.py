"""The .rss and .json of a list."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Organization
from events.feeds import items
from events.feeds.http import Document, feed
from events.feeds.items import Item
from events.feeds.json_feed import write_json
from events.feeds.rss import write_rss
from events.feeds.window import window_at
from events.filters import (
    CallFilter,
    CampaignFilter,
    OccurrenceFilter,
    OneFilter,
    OrganizationFilter,
    StatementFilter,
)
from events.list_query import CALENDAR_KEYS, canonical_query, language_of, read_filter
from events.models import Call, Campaign, Occurrence, Statement
from events.scopes import say_list

WRITERS = {
    "rss": (write_rss, "application/rss+xml; charset=utf-8"),
    "json": (write_json, "application/feed+json; charset=utf-8"),
}
Rows = Callable[[], QuerySet[Any]]
LISTS: dict[str, tuple[Promise, Rows, type[OneFilter], Callable[[Any], Iterator[Item]]]] = {
    "statements": (_("Statements"), Statement.objects.public, StatementFilter, items.items_of_statements),
    "calls": (_("Calls to action"), Call.objects.public, CallFilter, items.items_of_calls),
    "campaigns": (_("Campaigns"), Campaign.objects.public, CampaignFilter, items.items_of_campaigns),
    "organizations": (_("Organisations"), Organization.objects.all, OrganizationFilter, items.items_of_organizations),
}


@feed
def events(request: HttpRequest, *, ending: str) -> Document:
    """The dates that the filter leaves, in the order in which they happen. Without days of its own those that are to
    come; what has been begins with the latest, as on the page."""
    now, language = timezone.now(), language_of(request.GET)
    with override(language):
        chosen = read_filter(OccurrenceFilter, request.GET, Occurrence.objects.public(), now=now, keys=CALENDAR_KEYS)
        window = window_at(now)
        dates = chosen.qs if chosen.has_window else chosen.qs.overlapping(window.today, window.ends_at)
        found = list(items.items_of_dates(dates, newest_first=chosen.is_past))
        return _write(say_list(chosen, language), "/events/", found, request, language, ending)


@feed
def published(request: HttpRequest, *, name: str, ending: str) -> Document:
    """What was published last: statements, calls, campaigns, organisations."""
    title, rows, filter_class, read = LISTS[name]
    now, language = timezone.now(), language_of(request.GET)
    with override(language):
        chosen = read_filter(filter_class, request.GET, rows(), now=now)
        return _write(str(title), f"/{name}/", list(read(chosen.qs)), request, language, ending)


def _write(title: str, path: str, found: Sequence[Item], request: HttpRequest, language: str, ending: str) -> Document:
    write, content_type = WRITERS[ending]
    page = settings.SITE_URL + path
    query = canonical_query(request.GET)
    source = f"{page.rstrip('/')}.{ending}{query}"
    body = write(found, title=title, page=page + query, source=source, language=language)
    return Document(body, content_type, f"{path.strip('/')}.{ending}", language, items.newest(found))
