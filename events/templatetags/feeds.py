"""What the items of RSS and JSON Feed say of statements, and the addresses to subscribe to."""

from typing import Any
from urllib.parse import quote, urlsplit

from django import template
from django.conf import settings
from django.http import QueryDict

from events import add_links as add_links_of
from events.calendars import statement_links
from events.calendars.feed import CANCELLED_SHOWN
from events.follow_words import say_pace
from events.models import AnsweredCall, Follow, Occurrence
from events.wording import language_of_page

register = template.Library()


@register.simple_tag
def passage(answer: AnsweredCall) -> str:
    """The absolute address of the passage that an action answers."""
    return statement_links.passage_url(answer)


@register.filter
def statement_title(answer: AnsweredCall) -> str:
    return statement_links.statement_title(answer)


@register.simple_tag
def add_links(occurrence: Occurrence) -> list[add_links_of.AddLink]:
    return add_links_of.add_links(occurrence)


@register.inclusion_tag("events/_follow.html")
def follow_link(path: str, query: str = "") -> dict[str, Any]:
    """To the form for the list at `path`, of which `query` is the filter."""
    asked = QueryDict(query.removeprefix("?"), mutable=True)
    asked["path"], asked["lang"] = path, language_of_page()
    return {"query": asked.urlencode(safe="/"), "sends_mail": not settings.EMAIL_IS_OFF}


@register.filter
def pace(follow: Follow) -> str:
    """How often it is told, and by whose clock."""
    return say_pace(follow.how_often, follow.zone, language_of_page())


@register.filter
def asking(path: str, query: str) -> str:
    """The list at `path` under the same filter."""
    return f"{path}?{query}" if query else path


@register.filter
def absolute(path: str) -> str:
    return settings.SITE_URL + path


@register.filter
def webcal(path: str) -> str:
    """What a calendar program on the same device opens. `webcals` is for https only in name: every program upgrades."""
    return f"webcal://{urlsplit(settings.SITE_URL).netloc}{path}"


@register.filter
def google_calendar(path: str) -> str:
    """Google's own page that asks whether to subscribe, to a form in which it shows what is cancelled."""
    shown = path + f"{'&' if '?' in path else '?'}cancelled={CANCELLED_SHOWN}"
    return "https://calendar.google.com/calendar/render?cid=" + quote(webcal(shown), safe="")


@register.filter
def outlook_calendar(path: str) -> str:
    """Outlook.com's own page that asks whether to subscribe."""
    return "https://outlook.live.com/calendar/0/addfromweb?url=" + quote(absolute(path), safe="")
