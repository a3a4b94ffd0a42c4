"""What the text says otherwise than before, written to an action that stands: by the verbs that tell those who come."""

import datetime as dt
from collections.abc import Set
from dataclasses import replace
from typing import Any

from django.db import transaction

from events.actions.details import Details, write_search_text
from events.actions.event import edit_event
from events.actions.locking import check_version, lock_event, raise_version, touch_event
from events.actions.occurrence import move_occurrence
from events.actions.pasted_list.making import place_of, timing_of_cells
from events.actions.pasted_list.naming import Names
from events.actions.whereabouts import Where
from events.imports.action_list.plain_cells import Cells
from events.listed_cells import WHEN, cells_of
from events.models import Event
from events.models.event import Attendance
from events.permissions import Editor

WHERE = ("town", "attendance", "place", "online_url")
WHAT = {"kind": "kind", "title": "title", "note": "description"}


@transaction.atomic
def update_action(
    event: Event, said: Cells, *, cells: Set[str], names: Names, by: Editor, now: dt.datetime, version: int | None
) -> Event:
    """Takes `cells` of what the text says (`said`), and leaves all others as they are.

    Raises EditClash where somebody has saved the action since `version`, EventsError naming the field.
    """
    event = lock_event(event, by=by)
    check_version(event, version, theirs={})
    dates = list(event.occurrences.select_related("schedule"))
    wanted = cells_of(event, dates) | {name: said[name] for name in cells}
    if "town" in cells:
        wanted |= {name: said.get(name, "") for name in ("region", "country")}
    moves = bool(cells & set(WHEN))
    timing = timing_of_cells(wanted) if moves else None
    event = edit_event(
        event,
        details=_details(event, wanted, cells),
        where=_where(event, wanted, cells),
        timing=None if event.is_published else timing,
        by=by,
        now=now,
    )
    if timing is not None and event.is_published:
        moment = {name: getattr(timing, name) for name in ("start_on", "start_time", "hours", "duration")}
        move_occurrence(dates[0], **moment, by=by, now=now)
    if "host" in cells:
        event = _name_host(event, said["host"], names, by=by, now=now)
    return event


def _details(event: Event, wanted: Cells, cells: Set[str]) -> Details:
    texts: dict[str, Any] = {WHAT[name]: wanted[name] for name in cells & set(WHAT)}
    details = replace(Details.of(event), **texts)
    if "accessibility" not in cells:
        return details
    return replace(details, accessibility=event.accessibility | dict.fromkeys(wanted["accessibility"].split(), "yes"))


def _where(event: Event, wanted: Cells, cells: Set[str]) -> Where | None:
    if not cells & set(WHERE):
        return None
    where = Where.of(event)
    if cells & {"town", "place"} and wanted.get("attendance") != Attendance.ONLINE:
        place = place_of(wanted, event.organization)
        where = replace(where, place=place, place_is_pending=place is None)
    elif wanted.get("attendance") != Attendance.ONLINE and where.place is None:
        where = replace(where, place_is_pending=True)
    return replace(
        where,
        attendance=wanted.get("attendance", Attendance.IN_PERSON),
        town=wanted.get("town", ""),
        country=wanted.get("country", ""),
        online_url=wanted.get("online_url", ""),
    )


def _name_host(event: Event, name: str, names: Names, *, by: Editor, now: dt.datetime) -> Event:
    event = lock_event(event, by=by)
    event.listed_host = names.host(name)
    write_search_text(event)
    raise_version(event, fields=("listed_host", "search_text"))
    touch_event(event, material=False, now=now)
    return event
