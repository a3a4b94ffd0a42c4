"""What a file says otherwise than before, written to an event that stands: by the verbs that tell those who come."""

import datetime as dt
from collections.abc import Set
from dataclasses import replace
from typing import Any

from django.db import transaction

from events.actions.calendar_file.dates import redate
from events.actions.calendar_file.making import where_of
from events.actions.details import Details
from events.actions.event import cancel_event, edit_event
from events.actions.locking import check_version, lock_event
from events.actions.whereabouts import Where
from events.gazetteer import Town
from events.imports.action_list.plain_cells import Cells
from events.imports.calendar_file.when import CANCELLED, When
from events.models import Event
from events.models.event import Visibility
from events.permissions import Editor

WHERE = {"attendance", "place", "online_url"}
WHAT = {"kind": "kind", "title": "title", "note": "description"}


@transaction.atomic
def update_event(
    event: Event,
    said: Cells,
    *,
    before: Cells,
    cells: Set[str],
    town: Town | None,
    by: Editor,
    now: dt.datetime,
    version: int | None,
) -> None:
    """Takes `cells` of what the file says (`said`; `before` is what it said last), and leaves all others as they are.

    Raises EditClash where somebody has saved the event since `version`, EventsError naming the field.
    """
    event = lock_event(event, by=by)
    check_version(event, version, theirs={})
    when = When.from_cell(said["when"])
    texts: dict[str, Any] = {WHAT[name]: said[name] for name in cells & set(WHAT)}
    details = replace(Details.of(event), **texts)
    event = edit_event(event, details=details, where=_where(event, said, cells, town), by=by, now=now)
    if "when" in cells:
        redate(event, when, before=When.from_cell(before["when"]), by=by, now=now)
    if "state" in cells and said.get("state") == CANCELLED:
        cancel_event(event, by=by, now=now)


def _where(event: Event, said: Cells, cells: Set[str], town: Town | None) -> Where | None:
    """Limits, who is shown the place, and what everybody may know of one that is hidden stay as they are set here."""
    if not cells & WHERE:
        return None
    stands, theirs = Where.of(event), where_of(said, event.organization, town=town)
    where = replace(stands, attendance=theirs.attendance)
    if cells & {"attendance", "place"}:
        where = replace(where, place=theirs.place, place_is_pending=theirs.place_is_pending)
        if stands.place_visibility == Visibility.PUBLIC:
            where = replace(where, town=theirs.town or stands.town, country=theirs.country or stands.country)
    return replace(where, online_url=theirs.online_url or stands.online_url)
