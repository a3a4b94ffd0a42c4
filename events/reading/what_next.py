"""What comes next after an action: of those who host it, and of the calls that it answers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from events.models import Event, Occurrence
from events.reading.next_actions import SHOWN, next_actions
from events.reading.series import next_dates


def what_comes_next(events: Sequence[Event], *, now: dt.datetime) -> dict[int, list[Occurrence]]:
    """For each event at most three dates of different actions, first those of its organisation, then those that answer
    the same calls; only what the public sees. `answered_calls` are loaded. Five queries."""
    of_hosts = _next_of_organizations({event.organization_id for event in events}, now=now)
    calls = {event.pk: [answered.call_id for answered in event.answered_calls.all()] for event in events}
    of_calls = next_actions(sorted(set().union(*calls.values())), now=now)
    found: dict[int, list[Occurrence]] = {}
    for event in events:
        others = [one.occurrence for call in calls[event.pk] for one in of_calls.get(call, [])]
        others.sort(key=lambda date: (date.local_day, date.starts_at, date.pk))
        by_action = {date.event_id: date for date in reversed([*of_hosts[event.organization_id], *others])}
        found[event.pk] = list(reversed(by_action.values()))[:SHOWN]
    return found


def _next_of_organizations(organizations: set[int], *, now: dt.datetime) -> dict[int, list[Occurrence]]:
    coming = Occurrence.objects.public().scheduled().filter(ends_at__gt=now, event__organization__in=organizations)
    place = Window(RowNumber(), partition_by=F("event__organization"), order_by=["local_day", "starts_at", "id"])
    nearest = next_dates(coming, 1).order_by().annotate(place_in_line=place).filter(place_in_line__lte=SHOWN)
    rows = Occurrence.objects.filter(pk__in=nearest.values("pk")).select_related("event", "schedule", "shown_place")
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for row in rows.order_by("local_day", "starts_at", "pk"):
        found[row.event.organization_id].append(row)
    return found
