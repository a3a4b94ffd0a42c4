"""The kinds of message that accounts owes: letters about signing in and belonging."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import SealBroken
from accounts.keys import destroy_keys, read_keys
from accounts.letters import KIND, open_letter
from notifications.kinds import Message, NotOwed, Outcome, PlansNothing
from notifications.models import Delivery


class LetterKind(PlansNothing):
    """Written when somebody asks (a reset, a code, an invitation), never planned; its key dies with its delivery."""

    name = KIND
    label = gettext_lazy("About signing in or belonging")
    urgency = 0

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        keys = read_keys(delivery.recipient for delivery in deliveries)
        return {delivery.pk: self._letter(delivery, keys.get(delivery.recipient)) for delivery in deliveries}

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        destroy_keys([delivery.recipient])

    def _letter(self, delivery: Delivery, key: bytes | None) -> Message | NotOwed:
        if key is None or delivery.payload is None:
            return NotOwed(_("The key of this letter is gone."))
        try:
            return open_letter(delivery.recipient, delivery.payload, key=key)
        except SealBroken:
            return NotOwed(_("This letter cannot be opened."))


LETTER = LetterKind()
