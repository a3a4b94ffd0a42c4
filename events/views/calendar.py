"""How to subscribe, and what our link relation means."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import wording
from events.calendars.statement_links import CALLED_FOR_BY
from events.errors import EventsError
from events.filters import OccurrenceFilter, describe_filter
from events.list_query import canonical_query, read_filter
from events.models import Campaign, Occurrence, Statement
from events.wording import language_of_page

NEWEST = 5


@dataclass(frozen=True, slots=True)
class Program:
    """A calendar program: how it subscribes and how often it asks (reported by users, or read in its source)."""

    name: Promise | str
    how: Promise
    how_often: Promise


PROGRAMS = [
    Program(
        _("Google Calendar"),
        _("The button above, or on a computer: Other calendars, From URL."),
        _("every 4 to 24 hours; you cannot change that"),
    ),
    Program(
        _("Apple Calendar, iPhone and iPad"),
        _("The button above, or: File, New Calendar Subscription."),
        _("as you choose, from every 5 minutes to every week"),
    ),
    Program(
        _("Outlook.com and Microsoft 365"),
        _("The button above, or: Add calendar, Subscribe from web."),
        _("every 3 to 24 hours; you cannot change that"),
    ),
    Program(
        _("Outlook on a computer"),
        _("Add calendar, From internet; paste the address."),
        _("when it sends and receives mail, at most every hour"),
    ),
    Program(
        "Thunderbird",
        _("New calendar, On the network; paste the address."),
        _("every 30 minutes, unless you choose otherwise"),
    ),
    Program(
        "Nextcloud",
        _("New subscription from link; paste the address."),
        _("every hour, as this calendar asks"),
    ),
    Program(
        _("Android with ICSx⁵ or DAVx⁵"),
        _("Add a subscription; paste the address."),
        _("once a day, unless you choose otherwise"),
    ),
]


def show_calendar(request: HttpRequest) -> HttpResponse:
    """Every kind of calendar with its address. A filter in the address, as a list hands it over, is kept."""
    context = _chosen(request) | {"programs": PROGRAMS, "calendars": _newest()}
    return render(request, "events/calendar.html", context, status=400 if context["problem"] else 200)


def show_called_for_by(request: HttpRequest) -> HttpResponse:
    """The page behind LINKREL: an extension relation is a URI that tells what it is (RFC 8288 section 2.1.2)."""
    return render(request, "events/called_for_by.html", {"relation": settings.SITE_URL + CALLED_FOR_BY})


def _chosen(request: HttpRequest) -> dict[str, Any]:
    feed = reverse("events:event-list-ics")
    try:
        chosen = read_filter(OccurrenceFilter, request.GET, Occurrence.objects.public(), now=timezone.now())
    except EventsError as error:
        return {"feed": feed, "words": "", "problem": error.message}
    words = wording.say_list(describe_filter(chosen), language_of_page())
    query = canonical_query(request.GET)
    return {"feed": _own_calendar(chosen) or feed + query, "query": query, "words": words, "problem": ""}


def _own_calendar(chosen: OccurrenceFilter) -> str | None:
    """Where nothing but one thing is asked for, its own calendar, which holds milestones too."""
    asked = [key for key, value in chosen.form.cleaned_data.items() if value not in (None, "", [])]
    if len(asked) != 1 or asked[0] not in chosen.found:
        return None
    return reverse(f"events:{asked[0]}-detail-ics", args=[chosen.found[asked[0]].slug])


def _newest() -> list[tuple[str, str]]:
    """Titles, and this page for each."""
    here = reverse("events:calendar")
    statements = Statement.objects.public().for_list()[:NEWEST]
    campaigns = Campaign.objects.public()[:NEWEST]
    return [
        *[(row.title, f"{here}?statement={row.slug}") for row in statements],
        *[(row.title, f"{here}?campaign={row.slug}") for row in campaigns],
    ]
