"""The invitation to sign: who asks, which text, one link."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.links import open_links
from events.messages import EMAIL, id_of, signing_recipient
from events.messages.bounces import stop_after_bounce
from events.models import SignatureInvitation
from events.querysets.statement import INVITATION_LIFETIME
from notifications.kinds import Message, NotOwed, Outcome, Owed, PlansNothing
from notifications.models import Delivery


class SigningKind(PlansNothing):
    name = "events.signing"
    label = _("Will your organisation sign?")
    urgency = 1

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        ids = {delivery.pk: id_of(delivery.recipient) for delivery in deliveries}
        rows = SignatureInvitation.objects.open(at=now).filter(statement__published_at__isnull=False)
        found = rows.select_related("statement__organization", "statement__current").in_bulk(set(ids.values()))
        contacts = open_links(found.values())
        return {
            pk: emails.signing_mail(found[row], contact=contacts[row]) if row in contacts else NotOwed("withdrawn")
            for pk, row in ids.items()
        }

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


SIGNING = SigningKind()


def owed_invitation(row: SignatureInvitation, *, tries: int, now: datetime) -> Owed:
    """Once, and once more after each of so many `tries` that did not arrive."""
    name = signing_recipient(row.pk)
    return Owed(
        kind=SIGNING.name,
        recipient=name,
        topic=name,
        channel=EMAIL,
        key=f"{name}:{tries}" if tries else name,
        due_at=now,
        not_after=now + INVITATION_LIFETIME,
        order_at=now,
    )
