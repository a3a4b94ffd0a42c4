"""What RSS and JSON Feed show of each row of a list."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Organization
from events import wording
from events.models import Call, Campaign, Occurrence, Statement
from events.querysets.campaign import CampaignQuerySet
from events.querysets.event import OccurrenceQuerySet
from events.querysets.statement import CallQuerySet, StatementQuerySet
from events.text.markdown import render_markdown
from events.text.rendering import render_body
from events.wording import language_of_page

MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Item:
    """`url` is also its name for ever. `published_at` and `changed_at` are aware."""

    url: str
    title: str
    html: str
    language: str
    published_at: dt.datetime
    changed_at: dt.datetime
    tags: tuple[str, ...] = ()


def items_of_dates(rows: OccurrenceQuerySet, *, newest_first: bool = False) -> Iterator[Item]:
    language, ordered = language_of_page(), rows.for_list().in_agenda_order()
    for row in (ordered.reverse() if newest_first else ordered)[:MOST_ITEMS]:
        when = wording.say_when(row, language)
        html = render_to_string("events/_feed_item.html", {"occurrence": row, "event": row.event})
        title = _("%(when)s: %(title)s") % {"when": when, "title": row.event.title}
        changed_at = row.schedule.last_modified
        tags = (str(row.event.get_kind_display()),)
        yield Item(_address(row), title, html, row.event.language, row.event.published_at, changed_at, tags)


def items_of_statements(rows: StatementQuerySet) -> Iterator[Item]:
    for row in rows.for_list().order_by("-published_at", "-pk")[:MOST_ITEMS]:
        html = render_body(row.current.body)
        changed_at = row.current.published_at or row.published_at
        yield Item(_address(row), row.title, html, row.language, row.published_at, changed_at)


def items_of_calls(rows: CallQuerySet) -> Iterator[Item]:
    for row in rows.for_list().with_anchors().order_by("-created_at", "-pk")[:MOST_ITEMS]:
        published_at = row.statement.published_at
        tags = (str(row.get_asks_for_display()),)
        html = _quoted(row)
        yield Item(_address(row), row.title, html, row.statement.language, published_at, published_at, tags)


def items_of_campaigns(rows: CampaignQuerySet) -> Iterator[Item]:
    for row in rows.order_by("-published_at", "-pk")[:MOST_ITEMS]:
        html = format_html("<p>{}</p>{}", row.summary, render_markdown(row.description))
        tags = (str(row.get_kind_display()),)
        yield Item(_address(row), row.title, html, row.language, row.published_at, row.published_at, tags)


def items_of_organizations(rows: QuerySet[Organization]) -> Iterator[Item]:
    for row in rows.order_by("-created_at", "-pk")[:MOST_ITEMS]:
        url = f"{settings.SITE_URL}/organizations/{row.slug}/"
        html = render_markdown(row.description)
        yield Item(url, row.name, html, row.language, row.created_at, row.created_at)


def newest(items: Iterable[Item]) -> dt.datetime | None:
    return max((item.changed_at for item in items), default=None)


def _quoted(call: Call) -> SafeString:
    anchors = call.anchors.all()
    if not anchors:
        return format_html("")
    anchor = anchors[len(anchors) - 1]
    said = wording.say_quote(anchor.exact, anchor.revision.language)
    return format_html('<blockquote dir="auto">{}</blockquote><p>{}</p>', said, call.statement.title)


def _address(row: Occurrence | Statement | Call | Campaign) -> str:
    return settings.SITE_URL + row.get_absolute_url()
