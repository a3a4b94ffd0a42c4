"""Calendar files in the clock of Berlin, taken over as somebody does who changes nothing on the page."""

import datetime as dt

from events.actions.calendar_file import NewEntry, keep_file, take_file
from events.actions.taking import KnownAction
from events.imports.calendar_file import read_calendar
from events.reading.calendar_file import read_overview
from tests.events.factories import NOW

LATER = NOW + dt.timedelta(days=1)
BERLIN = "Europe/Berlin"
START = f"DTSTART;TZID={BERLIN}:20270313T173000"
END = f"DTEND;TZID={BERLIN}:20270313T193000"
WEEKLY = "RRULE:FREQ=WEEKLY;UNTIL=20270403T220000Z"


def overview_of(source, organization, *, now=NOW, **zones):
    return read_overview(read_calendar(source), organization, zones=zones, now=now)


def take(source, organization, *, now=NOW, taken=None, only=None, by=None, **zones):
    """Everything that is ticked before anybody looks, or what is named."""
    overview = overview_of(source, organization, now=now, **zones)
    held = keep_file(organization, text=source.decode(), by=by, now=now)
    new = [
        NewEntry(
            index=row.index,
            uid=row.entry.uid,
            calendar=overview.calendar.name,
            read=row.cells,
            cells={"kind": "other", **row.cells},
        )
        for row in overview.new
        if row.is_offered or row.index in (only or ())
    ]
    known = [
        KnownAction(
            index=row.index,
            listed=row.listed,
            read=row.cells,
            taken=frozenset(one.cell for one in row.differences if not one.is_kept or one.cell in (taken or ())),
            version=row.listed.event.version,
        )
        for row in overview.rows
        if row.listed
    ]
    return take_file(held, new=new, known=known, by=by, now=now)
