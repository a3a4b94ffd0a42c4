"""Calendar entries that keep themselves up to date: only for whoever ticked it."""

from collections.abc import Iterable

from events.calendars.invitation import identity_of
from events.calendars.invite import load_schedules
from events.models import RSVP


def remember_identities(rows: Iterable[RSVP]) -> None:
    """Of confirmed answers that want invitations and have none yet: what their entries are known by from now on."""
    rows = [row for row in rows if row.wants_invitation and not row.invited_as]
    if not rows:
        return
    schedules = load_schedules(row.occurrence.schedule_id for row in rows)
    for row in rows:
        schedule = schedules[row.occurrence.schedule_id]
        row.invited_as = identity_of(schedule, row.occurrence)
    RSVP.objects.bulk_update(rows, ["invited_as"])
