"""A mail server that says for good that there is no such mailbox: nothing more is written to it."""

from accounts.actions import suppress_mail
from events.contacts.rsvps import open_contacts
from events.messages import id_of, rsvp_recipient
from events.models import RSVP
from notifications.actions import call_off
from notifications.kinds import Outcome
from notifications.models import Delivery

REASON = "its address does not exist"


def stop_after_bounce(delivery: Delivery, outcome: Outcome) -> None:
    """Of a delivery to an answer or a batch of answers. The answers stand, and their page says that no mail comes; the
    button there that asks for mail again lifts it."""
    if not outcome.is_hard_bounce:
        return
    at = delivery.due_at  # near enough: `settle` is not told the hour
    own = RSVP.objects.filter(pk=id_of(delivery.recipient))
    if delivery.recipient.startswith("batch:"):
        own = RSVP.objects.filter(batch=id_of(delivery.recipient))
    rows = list(RSVP.objects.filter(batch__in=own.values("batch")))
    for address in {contact.address for contact in open_contacts(rows).values() if contact.address}:
        suppress_mail(address, now=at)
    RSVP.objects.filter(pk__in=[row.pk for row in rows]).update(wants_mail=False)
    planned = Delivery.objects.for_recipients(rsvp_recipient(row.pk) for row in rows)
    call_off(planned, reason=REASON, now=at)
