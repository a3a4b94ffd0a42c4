"""The .ics of a list, of a page, of one date."""

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import accumulate

from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.calendars.feed import About, join_calendar
from events.calendars.invite import render_date_file
from events.calendars.refresh import Shelf, read_fragments
from events.feeds.http import Document, feed
from events.feeds.query import canonical_query, language_of, refuse_filter
from events.feeds.scopes import Scope, find
from events.feeds.window import Window, window_at
from events.models import Event, Occurrence, Schedule

# Google ignores larger calendars, silently.
MOST_EVENTS = 1_000
MOST_BYTES = 990_000  # with its head and zones below 1 MB
CONTENT_TYPE = "text/calendar; charset=utf-8"


@feed
def calendar(request: HttpRequest, *, scope: Callable[..., Scope], slug: str | None = None) -> Document:
    """All that a page shows: each event whole, with all its dates. A list takes its page's filter."""
    now, language = timezone.now(), language_of(request.GET)
    with override(language):
        if slug is None:
            found = scope(request.GET, now=now)
        else:
            refuse_filter(request.GET)
            found = scope(slug)
        window = window_at(now) if found.has_window else None
        shelf, is_cut = _shelf(found, window, language)
        body = join_calendar(shelf, _about(found, canonical_query(request.GET), is_cut))
    filename = f"{slug or found.path.strip('/')}.ics"
    is_attachment = not found.has_window
    return Document(body, CONTENT_TYPE, filename, language, _last_modified(shelf, window, now), is_attachment)


@feed
def date_file(request: HttpRequest, *, slug: str, date: str) -> Document:
    """One date of an event, named by its original start."""
    language = language_of(request.GET)
    with override(language):
        refuse_filter(request.GET)
        event = find(Event, slug, "event-detail-ics")
        occurrence = Occurrence.objects.public().select_related("schedule").filter(event=event, date_slug=date).first()
        if occurrence is None:
            raise Http404(_("This action has no such date."))
    body = render_date_file(occurrence, language=language)
    filename = f"{slug}-{date}.ics"
    return Document(body, CONTENT_TYPE, filename, language, occurrence.schedule.last_modified, is_attachment=True)


def _shelf(scope: Scope, window: Window | None, language: str) -> tuple[Shelf, bool]:
    """The fragments, and whether there were more events than a feed may hold (the nearest are kept)."""
    dates, milestones = scope.occurrences, scope.milestones
    if window is not None:
        dates = dates.overlapping(window.starts_at, window.ends_at)
        milestones = milestones.between(window.first, window.end)
    firsts = dates.order_by().values("schedule", "schedule__uid").annotate(first=Min("starts_at"))
    nearest = list(firsts.order_by("first", "schedule")[: MOST_EVENTS + 1])
    schedules = Schedule.objects.filter(pk__in=[row["schedule"] for row in nearest[:MOST_EVENTS]])
    shelf = read_fragments(schedules, milestones, language=language)
    fitting = _fitting(shelf, [row["schedule__uid"] for row in nearest])
    return fitting, len(nearest) > MOST_EVENTS or len(fitting.fragments) < len(shelf.fragments)


def _fitting(shelf: Shelf, uids: Sequence[str]) -> Shelf:
    """What goes into MOST_BYTES: milestones, then the nearest events in the order of `uids`."""
    rank = {uid: place for place, uid in enumerate(uids)}
    by_distance = sorted(shelf.fragments, key=lambda fragment: rank.get(fragment.uid, -1))
    ends = accumulate(len(fragment.body) for fragment in by_distance)
    kept = {one.uid for one, end in zip(by_distance, ends, strict=True) if end <= MOST_BYTES}
    return Shelf(tuple(one for one in shelf.fragments if one.uid in kept), shelf.left_out)


def _about(scope: Scope, query: str, is_cut: bool) -> About:
    page = settings.SITE_URL + scope.path
    return About(scope.name, _description(is_cut), page + query, page.rstrip("/") + ".ics" + query)


def _description(is_cut: bool) -> str:
    sentences = [
        _("Each entry leads back to the sentence that called for it."),
        _("A series comes whole when one of its dates is in the calendar."),
        _("Calendar programs ask for changes every few hours; late changes come by mail if you say you are coming."),
    ]
    if is_cut:
        narrower = _(
            "There are more actions than a calendar may hold; these are the nearest. Narrower calendars: of a "
            "statement, a call to action, a campaign or an organisation, or with ?kind= or ?online= in the address."
        )
        sentences.append(narrower)
    return " ".join(sentences)


def _last_modified(shelf: Shelf, window: Window | None, now: dt.datetime) -> dt.datetime | None:
    """The newest change of an entry, or the day's beginning, when the window may have let entries in or out. Never
    later than `now` (RFC 9110 section 8.8.2.1), as two changes within a second would make it."""
    moments = [shelf.last_modified, window.today if window else None]
    return max((min(moment, now) for moment in moments if moment is not None), default=None)
