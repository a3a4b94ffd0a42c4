"""An action as it stands now, in the cells of a pasted list, to be compared with what the text says of it."""

import datetime as dt
from collections.abc import Sequence

from events import wording
from events.imports.action_list.plain_cells import TO_COME, Cells, join_keys
from events.models import Event, Occurrence
from events.models.event import Attendance, Hours, Whereabouts

WHEN = ("day", "last_day", "hour", "ends", "zone")


def cells_of(event: Event, dates: Sequence[Occurrence]) -> Cells:
    """`dates` are all that it has, with their schedule; `place` and `listed_host` are loaded. What repeats, or waits
    for a new date, has no cells of when: no list of days and hours can speak of it."""
    cells = {
        "kind": event.kind,
        "title": event.title,
        "town": event.town,
        "country": event.country,
        "region": event.place.region if event.place else "",
        "attendance": event.attendance,
        "place": place_line(event),
        "online_url": event.online_url,
        "host": event.listed_host.name if event.listed_host else "",
        "accessibility": join_keys(key for key, answer in event.accessibility.items() if answer == "yes"),
        "note": event.description,
    }
    only = dates[0] if len(dates) == 1 and not dates[0].is_postponed else None
    return {name: text for name, text in (cells | (_when(only) if only else {})).items() if text}


def place_line(row: Whereabouts) -> str:
    """Name and street; the town is a cell of its own."""
    if row.attendance == Attendance.ONLINE:
        return ""
    if row.place is None or row.place_is_pending:
        return TO_COME
    return ", ".join(part for part in (row.place.name, row.place.address_lines) if part)


def _when(date: Occurrence) -> Cells:
    last_day = wording.last_day_of(date)
    cells = {"day": date.start_on.isoformat(), "hour": date.hours, "zone": date.schedule.zone}
    if last_day != date.start_on and not _only_ends_after_midnight(date):
        cells["last_day"] = last_day.isoformat()
    if date.hours == Hours.TIMED and date.start_time is not None:
        cells["hour"] = date.start_time.isoformat(timespec="minutes")
        cells["ends"] = _end(date.start_on, date.start_time, date.duration)
    return cells


def _only_ends_after_midnight(date: Occurrence) -> bool:
    return date.hours == Hours.TIMED and date.duration is not None and date.duration < dt.timedelta(days=1)


def _end(day: dt.date, start: dt.time, duration: dt.timedelta | None) -> str:
    return (dt.datetime.combine(day, start) + duration).time().isoformat(timespec="minutes") if duration else ""
