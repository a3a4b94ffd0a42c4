"""What stands behind the link of an answer. Only its SHA-256 is looked up; the token itself is sealed."""

from dataclasses import dataclass, field

from accounts.addresses import mask_address
from accounts.sealing import token_sha256
from events.contacts.former_links import batch_behind
from events.contacts.rsvps import find_rsvps, open_contacts
from events.models import RSVP, Follow, Proposal
from events.unconfirmed import follows_since, proposals_since, unconfirmed_since


@dataclass(frozen=True, slots=True)
class OpenLink:
    """`batch` are the answers made in one go, the next date first; `others`, `proposals` and `follows` those that were
    made since with the same address and are not confirmed. `held` are all answers of the same mailbox, these too.
    `address` is None for those who gave none."""

    rsvp: RSVP
    batch: list[RSVP]
    others: list[RSVP]
    address: str | None = field(repr=False)
    proposals: list[Proposal] = field(default_factory=list)
    held: list[RSVP] = field(default_factory=list)
    follows: list[Follow] = field(default_factory=list)

    @property
    def masked_address(self) -> str:
        return mask_address(self.address) if self.address else ""


TO_CONFIRM = (RSVP.State.UNCONFIRMED, RSVP.State.FULL)


def open_link(token: str) -> OpenLink | None:
    """None where nothing is held (any more). It opens as long as one answer of its batch is there; `rsvp` is its own,
    or the first that is left. Raises KeysUnavailable."""
    sha256 = token_sha256(token)
    number = batch_behind(sha256)
    batch = [] if number is None else list(RSVP.objects.for_page().filter(batch=number))
    contacts = open_contacts(batch)
    own_first = sorted(batch, key=lambda each: each.token_sha256 != sha256)
    rsvp = next((each for each in own_first if each.pk in contacts), None)
    if rsvp is None:
        return None
    contact = contacts[rsvp.pk]
    if contact.address is None:
        return OpenLink(rsvp, batch, [], None, held=batch)
    held = find_rsvps(contact.address)
    others = [other for other in unconfirmed_since(held, rsvp.created_at) if other.batch != rsvp.batch]
    proposals = proposals_since(contact.address, rsvp.created_at)
    follows = follows_since(contact.address, rsvp.created_at)
    return OpenLink(rsvp, batch, others, contact.address, proposals, held, follows)
