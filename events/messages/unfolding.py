"""What concerns many becomes a delivery for each of them, in transactions of a bounded size."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from events.models import RSVP, Announcement
from notifications.models import Delivery

PEOPLE = 300  # with their reminders about 1,000 rows to a transaction
# What concerns many is told for so long at least, also right before the end, or if the date would be over by then.
SHORTEST_USE = timedelta(days=1)


def unfold(announcement: Announcement, rsvps: QuerySet[RSVP], *, now: datetime) -> Iterator[Sequence[RSVP]]:
    """At most 300 of `rsvps` at a time, in the order of their ids; goes on where it was interrupted. What is owed to
    them is to be written before more are asked for."""
    while people := list(rsvps.filter(pk__gt=announcement.unfolded_to).order_by("pk")[:PEOPLE]):
        yield people
        announcement.unfolded_to = people[-1].pk
        announcement.save(update_fields=["unfolded_to"])
    announcement.unfolded_at = now
    announcement.save(update_fields=["unfolded_at"])


def announcement_of(delivery: Delivery) -> int:
    """The number in "announcement:5:9" and "word:5:9"."""
    return int(delivery.key.split(":")[1])
