"""What a host sees behind the link: the date, and counts without a name."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from events.models import RSVP, Event, Occurrence


@dataclass(frozen=True, slots=True)
class Counts:
    """People, party sizes summed. `waiting` have not confirmed yet."""

    going: int
    maybe: int
    waiting: int


def open_date(event: Event, *, chosen: str, now: dt.datetime) -> Occurrence:
    """The date with the id `chosen`; otherwise the next that is not over, or the last. Needs `for_page`."""
    dates = list(event.occurrences.all())
    for date in dates:
        date.event = event
    wanted = next((date for date in dates if str(date.pk) == chosen), None)
    if wanted is not None:
        return wanted
    to_come = [date for date in dates if not date.is_over(at=now)]
    return next((date for date in to_come if not date.is_cancelled), (to_come or dates[-1:])[0])


def read_counts(occurrence: Occurrence) -> Counts:
    """Two queries, whoever comes."""
    waiting = RSVP.objects.filter(occurrence=occurrence, state=RSVP.State.UNCONFIRMED)
    asked = waiting.aggregate(people=Sum("party_size"))
    return Counts(
        going=occurrence.going_in_person + occurrence.going_online + occurrence.going_unreachable,
        maybe=occurrence.maybe,
        waiting=asked["people"] or 0,
    )
