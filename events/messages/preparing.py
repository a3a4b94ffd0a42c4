"""From deliveries to the answers they are for, in a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Self

from events.calendars.invite import load_schedules
from events.contacts.rsvps import open_contacts
from events.contacts.sealing import Contact
from events.messages import id_of
from events.models import RSVP, Occurrence, Schedule
from events.querysets.rsvp import RSVPQuerySet
from notifications.kinds import Made, NotOwed
from notifications.models import Delivery

ERASED = NotOwed("erased")
NO_KEY = NotOwed("its key is gone")
NO_MAIL = NotOwed("no more mail wanted")

ForRSVP = Callable[[Delivery, RSVP, Contact], Made]
ForBatch = Callable[[Sequence[RSVP], Contact], Made]


class Answers:
    """The answers that deliveries are for, with their contacts; an address lives no longer than this."""

    def __init__(self, deliveries: Sequence[Delivery], rsvps: RSVPQuerySet) -> None:
        self._deliveries = deliveries
        self.rsvps = list(rsvps.for_page())
        self._contacts = open_contacts(self.rsvps)

    @classmethod
    def of_rsvps(cls, deliveries: Sequence[Delivery]) -> Self:
        return cls(deliveries, RSVP.objects.filter(pk__in={id_of(delivery.recipient) for delivery in deliveries}))

    @classmethod
    def of_whole_batches(cls, deliveries: Sequence[Delivery]) -> Self:
        """As `of_rsvps`, with all that was answered in one go with them."""
        own = RSVP.objects.filter(pk__in={id_of(delivery.recipient) for delivery in deliveries})
        return cls(deliveries, RSVP.objects.filter(batch__in=own.values("batch")))

    @classmethod
    def of_batches(cls, deliveries: Sequence[Delivery], *, states: Sequence[str]) -> Self:
        batches = {id_of(delivery.recipient) for delivery in deliveries}
        return cls(deliveries, RSVP.objects.filter(batch__in=batches, state__in=states))

    @cached_property
    def schedules(self) -> dict[int, Schedule]:
        """What invitations are made from."""
        return load_schedules(rsvp.occurrence.schedule_id for rsvp in self.rsvps)

    def for_each(self, make: ForRSVP) -> Mapping[int, Made]:
        """By delivery; `make` is asked only for answers that are still there and want mail."""
        rsvps = {rsvp.pk: rsvp for rsvp in self.rsvps}
        return {
            delivery.pk: self._made(delivery, rsvps.get(id_of(delivery.recipient)), make)
            for delivery in self._deliveries
        }

    def for_each_batch(self, make: ForBatch, *, now: datetime, was_asked_for: bool = False) -> Mapping[int, Made]:
        """By delivery; `make` gets those of the batch that want mail and whose date is still to come, the first one
        first, and the contact of that one: its link shows the whole batch. A mail that somebody has just asked for
        goes also to those who want no other."""
        batches: dict[int, list[RSVP]] = defaultdict(list)
        for rsvp in self.rsvps:
            if (was_asked_for or rsvp.wants_mail) and is_to_come(rsvp.occurrence, now=now):
                batches[rsvp.batch].append(rsvp)
        return {delivery.pk: self._made_of(batches[id_of(delivery.recipient)], make) for delivery in self._deliveries}

    def _made(self, delivery: Delivery, rsvp: RSVP | None, make: ForRSVP) -> Made:
        if rsvp is None:
            return ERASED
        if not rsvp.wants_mail:
            return NO_MAIL
        contact = self._contacts.get(rsvp.pk)
        return NO_KEY if contact is None or contact.address is None else make(delivery, rsvp, contact)

    def _made_of(self, batch: Sequence[RSVP], make: ForBatch) -> Made:
        if not batch:
            return NotOwed("nothing of it is left")
        contact = self._contacts.get(batch[0].pk)
        return NO_KEY if contact is None or contact.address is None else make(batch, contact)


def is_to_come(occurrence: Occurrence, *, now: datetime) -> bool:
    """Whether it can still be taken part in, now or at a date to be set."""
    if not occurrence.event.is_published or occurrence.is_cancelled or occurrence.purged_at:
        return False
    return not occurrence.is_past(at=now)
