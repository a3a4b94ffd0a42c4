"""Another day: everybody who is coming is asked once more, but for those for whom nothing has changed."""

from collections.abc import Sequence

from django.db import transaction

from events.messages import rsvp_recipient
from events.models import RSVP, Announcement
from notifications.models import Delivery

PEOPLE = 300
# What is on its way cannot be taken back.
TOLD = [Delivery.State.SENT, Delivery.State.KEPT, Delivery.State.UNCERTAIN, Delivery.State.CLAIMED]


@transaction.atomic
def ask_again(announcement: Announcement, *, kind: str) -> None:
    """`announcement` gave its date another day; deliveries of `kind` tell it.

    A question that is open already stays as old as it is. One that was put when the date left the day that it has now
    again is dropped, unless a mail told of the days between.
    """
    coming = RSVP.objects.confirmed().filter(occurrence=announcement.occurrence_id)
    coming.filter(asked_again_at=None).update(asked_again_at=announcement.created_at)
    earlier = list(_earlier(announcement))
    for left in earlier:
        if left.asks_again and left.old["start_on"] == announcement.new["start_on"]:
            since = [one for one in earlier if one.pk >= left.pk]
            between = set(Announcement.objects.made_at_once_with(*since).values_list("pk", flat=True))
            asked = coming.filter(asked_again_at=left.created_at).order_by("pk")
            last = 0
            while people := list(asked.filter(pk__gt=last).only("pk", "batch")[:PEOPLE]):
                told = _batches_told(people, between, kind=kind)
                untold = [rsvp.pk for rsvp in people if rsvp.batch not in told]
                RSVP.objects.filter(pk__in=untold).update(asked_again_at=None)
                last = people[-1].pk


def _earlier(announcement: Announcement) -> Sequence[Announcement]:
    changes = Announcement.objects.changes().filter(occurrence=announcement.occurrence_id, pk__lt=announcement.pk)
    return list(changes.order_by("pk"))


def _batches_told(people: Sequence[RSVP], announcements: set[int], *, kind: str) -> set[int]:
    batches = dict(RSVP.objects.filter(batch__in={rsvp.batch for rsvp in people}).values_list("pk", "batch"))
    rows = Delivery.objects.for_recipients({rsvp_recipient(pk) for pk in batches}).filter(kind=kind, state__in=TOLD)
    keys = (key.split(":") for key in rows.values_list("key", flat=True))
    return {batches[int(rsvp)] for _name, announcement, rsvp in keys if int(announcement) in announcements}
