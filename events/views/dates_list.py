"""The dates of one thing under the one filter: by day, by town, or the nearest first."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from events.errors import EventsError
from events.filters import OccurrenceFilter, describe_filter
from events.reading.agenda import Agenda, read_agenda, read_short_agenda
from events.reading.near_choice import near_choice
from events.reading.towns import read_towns
from events.wording import language_of_page

BY_DAY, BY_TOWN, BY_DISTANCE = "day", "town", "near"
SHORT = 3  # entries
ENTRIES = 30


def dates_context(
    request: HttpRequest,
    dates: QuerySet[Any],
    *,
    scope: dict[str, str],
    now: dt.datetime,
    fold: bool,
    entries: int = ENTRIES,
) -> dict[str, Any]:
    """What `events/_dates_list.html` shows of public `dates`. `scope` is the key of the one filter that means the
    thing: what is seen is what is subscribed to. A short list needs no filter. `problem` says what could not be
    understood."""
    chosen = OccurrenceFilter(request.GET, dates, now=now)
    own_query = chosen.query
    context: dict[str, Any] = {
        "filter": chosen,
        "own_query": own_query,
        "query": "&".join(filter(None, [urlencode(scope), own_query])),
        "today": chosen.today,
        "problem": "",
        "agenda": Agenda([], None),
    }
    try:
        chosen.check()
        context |= about_filter(request, chosen)
        by = _order(request, chosen)
        read = _read(request, chosen, by=by, now=now, fold=fold, entries=entries)
        return context | {"by": by} | read | {"shows_filter": by != BY_DAY or chosen.is_narrow or _is_long(read)}
    except EventsError as error:
        return context | {"problem": error.message, "by": BY_DAY, "shows_filter": True}


def _is_long(read: dict[str, Any]) -> bool:
    """Whether there is anything to filter."""
    agenda: Agenda = read["agenda"]
    return agenda.next_cursor is not None or sum(len(day.entries) for day in agenda.days) > SHORT


def about_filter(request: HttpRequest, chosen: OccurrenceFilter) -> dict[str, Any]:
    """What a valid filter asks for: in words, and which town it was taken for."""
    language = language_of_page()
    near = near_choice(chosen.nearness, request.GET, language) if chosen.nearness else None
    return {"words": describe_filter(chosen), "near": near, "is_past": chosen.is_past}


def _order(request: HttpRequest, chosen: OccurrenceFilter) -> str:
    asked = request.GET.get("by")
    if asked in (BY_DAY, BY_TOWN):
        return asked
    return BY_DISTANCE if chosen.nearness else BY_DAY


def _read(
    request: HttpRequest, chosen: OccurrenceFilter, *, by: str, now: dt.datetime, fold: bool, entries: int
) -> dict[str, Any]:
    rows = chosen.qs if by != BY_DISTANCE else chosen.everywhere
    rows = rows if chosen.has_window else rows.upcoming(at=now)
    if by != BY_DAY:
        return {"towns": read_towns(rows, near=chosen.nearness)}
    options: dict[str, Any] = {"cursor": request.GET.get("page", ""), "entries": entries, "fold": fold}
    if chosen.is_past:
        return {"agenda": read_agenda(rows, newest_first=True, **options)}
    return {"agenda": read_short_agenda(rows, **options)}
