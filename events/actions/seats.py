"""Places at a date: taken at confirmation, given back when somebody cannot come. Never more than there are."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext as _

from events.errors import EventsError
from events.models import RSVP, Occurrence
from events.reading.reminders import with_rules


def lock_dates(occurrence_ids: Iterable[int]) -> dict[int, Occurrence]:
    """The rows as they stand, held until the transaction ends; always in one order, so that nobody waits for each
    other. What is gone is left out."""
    rows = Occurrence.objects.select_for_update(of=("self",)).select_related("schedule", *with_rules("event"))
    ordered = rows.filter(pk__in=set(occurrence_ids)).order_by("original_on", "original_time", "id")
    return {row.pk: row for row in ordered}


def is_open(occurrence: Occurrence, *, now: dt.datetime) -> bool:
    """Whether somebody can still say that they come."""
    event = occurrence.event
    if not event.is_published or event.is_cancelled or not event.takes_rsvps or occurrence.date_slug is None:
        return False
    return occurrence.is_postponed or (occurrence.is_scheduled and not occurrence.is_over(at=now))


def check_open(occurrence: Occurrence, *, now: dt.datetime) -> None:
    """Raises EventsError naming dates."""
    if not is_open(occurrence, now=now):
        raise EventsError(
            _("This date takes no answers: it is over, cancelled, or its host asks for none."), field="dates"
        )


def fitting_attendance(occurrence: Occurrence, wanted: str) -> str:
    """How one takes part where only one way is offered; where both are, the way that is wanted."""
    if occurrence.is_in_person and occurrence.is_online:
        return wanted
    return RSVP.Attendance.ONLINE if occurrence.is_online else RSVP.Attendance.IN_PERSON


def take_seats(rsvp: RSVP) -> bool:
    """Count this answer; False if there is no room for the whole party. Call it while the date is locked."""
    counter = _counter(rsvp)
    rows = Occurrence.objects.filter(pk=rsvp.occurrence_id)
    if capacity := CAPACITIES.get(counter):
        rows = rows.filter(Q(**{capacity: None}) | Q(**{f"{capacity}__gte": F(counter) + rsvp.party_size}))
    return rows.update(**{counter: F(counter) + rsvp.party_size}) == 1


def give_back_seats(rsvp: RSVP) -> None:
    """Count a confirmed answer no more."""
    counter = _counter(rsvp)
    Occurrence.objects.filter(pk=rsvp.occurrence_id).update(**{counter: F(counter) - rsvp.party_size})


CAPACITIES = {"going_in_person": "capacity_in_person", "going_online": "capacity_online"}


def _counter(rsvp: RSVP) -> str:
    """Who gave no address is counted apart and never against the places."""
    if rsvp.answer == RSVP.Answer.MAYBE:
        return "maybe"
    if not rsvp.can_be_reached:
        return "going_unreachable"
    return "going_online" if rsvp.attendance == RSVP.Attendance.ONLINE else "going_in_person"
