"""How many people a change of all dates of an action concerns, and how many of them a mail reaches."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Q

from events.models import RSVP, Event, Occurrence


class Told(NamedTuple):
    """`people` by what they answered in one go, however many dates they ticked."""

    people: int
    reachable: int


def told_of_all_dates(event: Event, *, now: dt.datetime) -> Told:
    """Of the dates that a cancellation reaches; one query."""
    open_dates = Q(ends_at__gt=now) | Q(state=Occurrence.State.POSTPONED)
    dates = event.occurrences.filter(open_dates).exclude(state=Occurrence.State.CANCELLED)
    coming = RSVP.objects.confirmed().filter(occurrence__in=dates.order_by().values("pk"))
    by_mail = Q(address_hash__isnull=False, wants_mail=True)
    figures = coming.aggregate(
        people=Count("batch", distinct=True), reachable=Count("batch", distinct=True, filter=by_mail)
    )
    return Told(**figures)
