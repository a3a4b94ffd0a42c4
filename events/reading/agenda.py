"""A list of dates as people read it: day by day, and many answers to one call on one day as one entry.

Two readings: first a few columns of many rows, which say what folds and where the page ends; then all of the few
rows that are shown.
"""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from events.errors import EventsError
from events.models import AnsweredCall, Occurrence
from events.reading.series import count_later, next_dates
from events.reading.towns import each_once

MOST_OF_ONE_CALL = 3
MOST_DATES = 3  # of one action, where a series must not fill the list
WINDOW = 400  # rows looked at for one page
CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{2}:\d{2})_(\d{1,18})\Z", re.ASCII)
MIDNIGHT = dt.time(0, 0)


class Row(NamedTuple):
    """`hour` is that of the wall clock where it happens, 00:00 where there is none."""

    id: int
    local_day: dt.date
    hour: dt.time
    is_timed: bool
    state: str
    call_id: int | None
    town: str

    @property
    def cursor(self) -> str:
        return f"{self.local_day.isoformat()}_{self.hour:%H:%M}_{self.id}"


@dataclass(slots=True)
class Entry:
    """One occurrence, or `count` that answer one call on one day, shown by the earliest whose hour is known.

    `later` dates of the same action are not in the list. `kilometres` are by town, where a reader has named one."""

    rows: list[Row]
    occurrence: Occurrence | None = None
    zone_differs: bool = False
    later: int = 0
    kilometres: Mapping[str, float] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def is_folded(self) -> bool:
        return self.count > 1

    @property
    def shown(self) -> Row:
        return next((row for row in self.rows if row.is_timed), self.rows[0])

    @property
    def last_hour(self) -> dt.time | None:
        """Where several begin at different hours."""
        hours = [row.hour for row in self.rows if row.is_timed]
        return max(hours) if hours and max(hours) != min(hours) else None

    @property
    def day_after(self) -> dt.date:
        return self.rows[0].local_day + dt.timedelta(days=1)

    @property
    def towns(self) -> list[str]:
        """Each once, the nearest first, then by their names."""
        towns = each_once(row.town for row in self.rows if row.town)
        return sorted(towns, key=lambda town: (self.kilometres.get(town, math.inf), town))


@dataclass(slots=True)
class Day:
    on: dt.date
    entries: list[Entry] = field(default_factory=list)


class Agenda(NamedTuple):
    days: list[Day]
    next_cursor: str | None

    @property
    def has_example(self) -> bool:
        """Whether anything shown is made up, which the page then says."""
        shown = [entry.occurrence for day in self.days for entry in day.entries]
        return any(one.event.is_example for one in shown if one is not None)


def read_agenda(
    queryset: QuerySet[Any],
    *,
    cursor: str = "",
    entries: int = 30,
    fold: bool = True,
    newest_first: bool = False,
    kilometres: Mapping[str, float] | None = None,
) -> Agenda:
    """Whole days with about `entries` entries, and the cursor of the next page, in a fixed number of queries.

    With `fold`, more than three that answer one call on one day become one entry, where the earliest stands; what is
    cancelled or postponed stands for itself. Raises EventsError for a cursor that this function did not make."""
    rows = _read_rows(queryset, cursor, newest_first)
    days, used = _choose_days(rows, entries, fold=fold, newest_first=newest_first)
    _load(days)
    for entry in _entries_of(days):
        entry.kilometres = kilometres or {}
    return Agenda(days, rows[used - 1].cursor if used < len(rows) else None)


def read_short_agenda(queryset: QuerySet[Any], *, dates: int = MOST_DATES, **options: Any) -> Agenda:
    """As `read_agenda`, where a series does not fill the list: of each action the next few dates, and at the last of
    them how many come later. One query more."""
    agenda = read_agenda(next_dates(queryset, dates), **options)
    entries = [entry for entry in _entries_of(agenda.days) if entry.occurrence is not None]
    later = count_later(queryset, {entry.occurrence.event_id for entry in entries if entry.occurrence}, dates)
    for entry in entries:
        entry.later = later.get(entry.shown.id, 0)
    return agenda


def _read_rows(queryset: QuerySet[Any], cursor: str, newest_first: bool) -> list[Row]:
    first_call = (
        AnsweredCall.objects.filter(event=OuterRef("event"), call__statement__published_at__isnull=False)
        .order_by("position", "id")
        .values("call")[:1]
    )
    order = ["local_day", "hour", "id"]
    rows = queryset.annotate(hour=Coalesce("start_time", Value(MIDNIGHT))).filter(_beyond(cursor, newest_first))
    rows = rows.order_by(*[f"-{column}" for column in order] if newest_first else order)
    is_timed = Case(When(start_time__isnull=True, then=False), default=True)
    values = rows.values_list("id", "local_day", "hour", is_timed, "state", Subquery(first_call), "town")
    return [Row(*value) for value in values[: WINDOW + 1]]


def _beyond(cursor: str, newest_first: bool) -> Q:
    if not cursor:
        return Q()
    day, hour, pk = _parse_cursor(cursor)
    than = "lt" if newest_first else "gt"
    return (
        Q(**{f"local_day__{than}": day})
        | Q(**{"local_day": day, f"hour__{than}": hour})
        | Q(**{"local_day": day, "hour": hour, f"id__{than}": pk})
    )


def _parse_cursor(cursor: str) -> tuple[dt.date, dt.time, int]:
    match = CURSOR.match(cursor)
    try:
        if match:
            day, hour, pk = match.groups()
            return dt.date.fromisoformat(day), dt.time.fromisoformat(hour), int(pk)
    except ValueError:
        pass
    raise EventsError(_("page: this is not the address of a page. Begin at the first one."), field="page")


def _choose_days(rows: Sequence[Row], entries: int, *, fold: bool, newest_first: bool) -> tuple[list[Day], int]:
    """Days until there are enough entries, and how many rows they use. A day that the window cuts waits for the next
    page unless it is the only one."""
    days: list[Day] = []
    used = shown = 0
    by_day = [list(group) for _day, group in groupby(rows, key=lambda row: row.local_day)]
    for number, group in enumerate(by_day):
        is_cut = len(rows) > WINDOW and number == len(by_day) - 1
        if days and (is_cut or shown >= entries):
            break
        kept = group[:-1] if is_cut else group
        entries_of_day = sorted(_entries(kept, fold), key=lambda entry: entry.shown.hour, reverse=newest_first)
        days.append(Day(group[0].local_day, entries_of_day))
        used, shown = used + len(kept), shown + len(days[-1].entries)
    return days, used


def _entries(rows: Sequence[Row], fold: bool) -> Iterator[Entry]:
    answers = Counter(row.call_id for row in rows if row.call_id and row.state == "scheduled")
    crowds: dict[int, Entry] = {}
    for row in rows:
        is_of_crowd = fold and row.call_id and row.state == "scheduled" and answers[row.call_id] > MOST_OF_ONE_CALL
        if is_of_crowd and row.call_id in crowds:
            crowds[row.call_id].rows.append(row)
            continue
        entry = Entry([row])
        if is_of_crowd and row.call_id:
            crowds[row.call_id] = entry
        yield entry


def _load(days: Sequence[Day]) -> None:
    """Puts the occurrences into the entries; each says its zone where more than one occurs."""
    entries = _entries_of(days)
    loaded = Occurrence.objects.for_list().in_bulk([entry.shown.id for entry in entries])
    zones = {one.zone for one in loaded.values() if one.start_time is not None}
    for entry in entries:
        entry.occurrence = loaded[entry.shown.id]
        entry.zone_differs = len(zones) > 1 and entry.occurrence.start_time is not None


def _entries_of(days: Sequence[Day]) -> list[Entry]:
    return [entry for day in days for entry in day.entries]
