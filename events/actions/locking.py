"""Two organisers at one event: the row is locked, and who saves over something unseen is told."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from events.calendars.touch import touch_calendar
from events.errors import EditClash, EventsError
from events.models import Campaign, Event, Occurrence, Schedule
from events.permissions import Editor, check_event_editor
from events.querysets.event import OccurrenceQuerySet, prefetch_co_hosts


def lock_event(event: Event, *, by: Editor) -> Event:
    """The row as it stands, held until the transaction ends. Raises EventsError if it is gone, or not `by`'s."""
    rows = Event.objects.select_for_update(of=("self",)).select_related(
        "organization", "listed_host__claimed_by", "shown_place", "place"
    )
    found = rows.prefetch_related(prefetch_co_hosts(Event)).filter(pk=event.pk).first()
    if found is None:
        raise EventsError(_("This action was deleted in the meantime."))
    check_event_editor(by, found)
    return found


def lock_occurrence(occurrence: Occurrence, *, by: Editor) -> tuple[Event, Occurrence]:
    """The event first, then the date, always in this order: two changes never wait for each other."""
    event = lock_event(occurrence.event, by=by)
    return event, _dates_for_update(event).get(pk=occurrence.pk)


def lock_coming(event: Event, *, now: dt.datetime) -> list[Occurrence]:
    """The dates that are not over, and what waits for a new date, in their order, held."""
    coming = Q(ends_at__gt=now) | Q(state=Occurrence.State.POSTPONED)
    return list(_dates_for_update(event).filter(coming).order_by("original_on", "original_time", "id"))


def lock_all(event: Event) -> list[Occurrence]:
    return list(_dates_for_update(event).order_by("original_on", "original_time", "id"))


def _dates_for_update(event: Event) -> OccurrenceQuerySet:
    return event.occurrences.select_for_update(of=("self",)).select_related("schedule", "shown_place", "place")


def check_version(event: Event, version: int | None, *, theirs: Mapping[str, object]) -> None:
    """Raises EditClash if the form was opened with another version than the one that stands. None asks for nothing."""
    if version is None or version == event.version:
        return
    raise EditClash(
        _("Somebody else has changed this action since you opened the form. Compare, and save again."),
        theirs=theirs,
    )


def raise_version(row: Event | Campaign, *, fields: tuple[str, ...] = ()) -> None:
    """Saves `fields` and the next version."""
    row.version += 1
    row.save(update_fields=["version", *fields])


def touch_event(event: Event, *, material: bool, now: dt.datetime) -> None:
    """Each calendar entry of the event is stale. Drafts are in no calendar: their SEQUENCE stays 0."""
    if event.is_published:
        touch_calendar(Schedule.objects.filter(event=event), material=material, now=now)


def lock_schedule_rows(event: Event, schedule: Schedule) -> list[Occurrence]:
    return list(_dates_for_update(event).filter(schedule=schedule).order_by("original_on", "original_time", "id"))
