"""From deliveries to the answers they are for, in a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from events.contacts import Contact, open_contacts
from events.messages import id_of
from events.models import RSVP, Occurrence
from notifications.kinds import Message, NotOwed
from notifications.models import Delivery

ERASED = NotOwed("erased")
KEY_GONE = NotOwed("its key is gone")

Made = Message | NotOwed


def prepare_rsvps(
    deliveries: Sequence[Delivery], *, make: Callable[[Delivery, RSVP, Contact], Made]
) -> Mapping[int, Made]:
    """By delivery; `make` is asked only for answers that are still there and want mail."""
    wanted = {id_of(delivery.recipient) for delivery in deliveries}
    rsvps = {rsvp.pk: rsvp for rsvp in RSVP.objects.for_page().filter(pk__in=wanted)}
    contacts = open_contacts(list(rsvps.values()))

    def made(delivery: Delivery) -> Made:
        rsvp = rsvps.get(id_of(delivery.recipient))
        if rsvp is None:
            return ERASED
        if not rsvp.wants_mail:
            return NotOwed("no more mail wanted")
        contact = contacts.get(rsvp.pk)
        return KEY_GONE if contact is None or contact.address is None else make(delivery, rsvp, contact)

    return {delivery.pk: made(delivery) for delivery in deliveries}


def prepare_batches(
    deliveries: Sequence[Delivery],
    *,
    states: Sequence[str],
    make: Callable[[Sequence[RSVP], Contact], Made],
    now: datetime,
) -> Mapping[int, Made]:
    """By delivery; `make` gets the answers of the batch in one of `states` whose date is still to come, and the
    contact of the first: its link shows the whole batch."""
    wanted = {id_of(delivery.recipient) for delivery in deliveries}
    rsvps = list(RSVP.objects.for_page().filter(batch__in=wanted, state__in=states))
    contacts = open_contacts(rsvps)
    batches = defaultdict(list)
    for rsvp in rsvps:
        if rsvp.pk in contacts and is_to_come(rsvp.occurrence, now=now):
            batches[rsvp.batch].append(rsvp)

    def made(delivery: Delivery) -> Made:
        batch = batches.get(id_of(delivery.recipient))
        if not batch:
            return NotOwed("nothing of it is left")
        contact = contacts[batch[0].pk]
        return KEY_GONE if contact.address is None else make(batch, contact)

    return {delivery.pk: made(delivery) for delivery in deliveries}


def is_to_come(occurrence: Occurrence, *, now: datetime) -> bool:
    """Whether it can still be taken part in, now or at a date to be set."""
    if not occurrence.event.is_published or occurrence.is_cancelled or occurrence.purged_at:
        return False
    return occurrence.is_postponed or not occurrence.is_over(at=now)
