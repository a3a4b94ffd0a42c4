"""The .ics of a list, of a page, of one date."""

import datetime as dt
import threading
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import NamedTuple

from cachetools import LRUCache
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.calendars.feed import About, join_calendar
from events.calendars.invite import render_date_file
from events.calendars.refresh import NOTHING, Shelf, gather
from events.feeds.http import Document, feed
from events.feeds.window import Window, window_at
from events.list_query import canonical_query, language_of, refuse_filter, shows_cancelled
from events.models import Event, Occurrence
from events.scopes import Scope, find

# Google ignores larger calendars, silently.
MOST_EVENTS = 1_000
MOST_DATES = 50_000  # fifty of each
MOST_BYTES = 990_000  # with its head and zones below 1 MB
KEPT_BYTES = 64 * 1024 * 1024  # a whole calendar with its parts is a twentieth of it
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a calendar holds: its entries by UID, milestones, then what is coming and then what is past, the nearest
    first, with how often each has changed, and what it says of itself. Equal plans are equal calendars, as long as each
    entry could be rendered."""

    changes: Mapping[str, int]
    about: About
    shows_cancelled: bool
    is_cut: bool
    today: dt.datetime | None


class Built(NamedTuple):
    plan: Plan
    shelf: Shelf
    document: Document

    @property
    def size(self) -> int:
        """Its entries are about as long as itself."""
        return 2 * self.document.size + 1_000 * len(self.shelf.fragments)


_built: LRUCache[tuple[str, str, str], Built] = LRUCache(KEPT_BYTES, getsizeof=lambda built: built.size)
_lock = threading.Lock()


@feed
def calendar(request: HttpRequest, *, scope: Callable[..., Scope], slug: str | None = None) -> Document:
    """All that a page shows: each event whole, with all its dates. A list takes its page's filter."""
    return build_calendar(request.path, request.GET, scope=scope, slug=slug)


def build_calendar(path: str, data: QueryDict, *, scope: Callable[..., Scope], slug: str | None = None) -> Document:
    """The calendar at `path`: looked up whether anything in it has changed, and joined anew only then."""
    now, language = timezone.now(), language_of(data)
    with override(language):
        if slug is None:
            found = scope(data, now=now)
        else:
            refuse_filter(data, path=path)
            found = scope(slug)
        plan = _plan(found, _about(found, data), window_at(now), is_all_shown=shows_cancelled(data))
        key = (path, canonical_query(data), language)
        with _lock:
            last = _built.get(key)
        if last is not None and last.plan == plan and not last.shelf.left_out:
            return last.document
        shelf = gather(plan.changes, language=language, known=last.shelf.by_uid if last else NOTHING)
        document = _join(plan, shelf, found, f"{slug or found.path.strip('/')}.ics", language, now)
    with _lock:
        _built[key] = Built(plan, shelf, document)
    return document


@feed
def date_file(request: HttpRequest, *, slug: str, date: str) -> Document:
    """One date of an event, named by its original start."""
    language = language_of(request.GET)
    with override(language):
        refuse_filter(request.GET, path=request.path)
        event = find(Event, slug, "event-detail-ics")
        occurrence = Occurrence.objects.public().select_related("schedule").filter(event=event, date_slug=date).first()
        if occurrence is None:
            raise Http404(_("This action has no such date."))
    body = render_date_file(occurrence, language=language)
    filename = f"{slug}-{date}.ics"
    return Document(body, CONTENT_TYPE, filename, language, occurrence.schedule.last_modified, is_attachment=True)


def _about(scope: Scope, data: QueryDict) -> About:
    page = settings.SITE_URL + scope.path
    source = page.rstrip("/") + ".ics" + canonical_query(data)
    return About(scope.name, _description(False), page + canonical_query(data, leave_out="cancelled"), source)


def _plan(scope: Scope, about: About, window: Window, *, is_all_shown: bool) -> Plan:
    """Two queries, whatever the calendar holds. A series has many dates here, and counts from its first that is coming:
    to tell them apart in the database would take as long again."""
    dates, milestones = scope.occurrences, scope.milestones
    if scope.has_window:
        dates = dates.overlapping(window.starts_at, window.ends_at)
        milestones = milestones.between(window.first, window.end)
    dates = dates.annotate(is_past=Q(ends_at__lt=window.today)).order_by("is_past", "starts_at", "schedule_id")
    rows = list(dates.values_list("schedule__uid", "schedule__change", "is_past")[: MOST_DATES + 1])
    kept = rows[:MOST_DATES]
    coming = {uid: change for uid, change, is_past in kept if not is_past}
    past = {uid: change for uid, change, is_past in reversed(kept) if is_past}
    nearest = coming | past
    changes = dict(milestones.order_by("on", "pk").values_list("uid", "change"))
    changes |= islice(nearest.items(), MOST_EVENTS)
    is_cut = len(nearest) > MOST_EVENTS or len(rows) > MOST_DATES
    return Plan(changes, about, is_all_shown, is_cut, window.today if scope.has_window else None)


def _join(plan: Plan, shelf: Shelf, scope: Scope, filename: str, language: str, now: dt.datetime) -> Document:
    fitting = _fitting(shelf)
    is_cut = plan.is_cut or len(fitting.fragments) < len(shelf.fragments)
    about = replace(plan.about, description=_description(is_cut))
    body = join_calendar(fitting, about, shows_cancelled=plan.shows_cancelled)
    last_modified = _last_modified(fitting, plan.today, now)
    return Document(body, CONTENT_TYPE, filename, language, last_modified, is_attachment=not scope.has_window)


def _fitting(shelf: Shelf) -> Shelf:
    """As much from its beginning as goes into MOST_BYTES."""
    ends = list(accumulate(len(fragment.body) for fragment in shelf.fragments))
    number = bisect_right(ends, MOST_BYTES)
    return shelf if number == len(shelf.fragments) else replace(shelf, fragments=shelf.fragments[:number])


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


def _last_modified(shelf: Shelf, today: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """The newest change of an entry, or the day's beginning, when the window may have let entries in or out. Never
    later than `now` (RFC 9110 section 8.8.2.1), as two changes within a second would make it."""
    moments = [shelf.last_modified, today]
    return max((min(moment, now) for moment in moments if moment is not None), default=None)
