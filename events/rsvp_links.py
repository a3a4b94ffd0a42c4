"""What stands behind the link of an answer. Only its SHA-256 is looked up; the token itself is sealed."""

from dataclasses import dataclass, field

from accounts.addresses import mask_address
from events.contacts.rsvps import find_rsvps, open_contacts
from events.contacts.sealing import token_sha256
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
    """None where nothing is held (any more). Raises KeysUnavailable."""
    rsvp = RSVP.objects.for_page().filter(token_sha256=token_sha256(token)).first()
    contact = open_contacts([rsvp]).get(rsvp.pk) if rsvp else None
    if rsvp is None or contact is None:
        return None
    batch = list(RSVP.objects.for_page().filter(batch=rsvp.batch))
    if contact.address is None:
        return OpenLink(rsvp, batch, [], None, held=batch)
    held = find_rsvps(contact.address)
    others = [other for other in unconfirmed_since(held, rsvp.created_at) if other.batch != rsvp.batch]
    proposals = proposals_since(contact.address, rsvp.created_at)
    follows = follows_since(contact.address, rsvp.created_at)
    return OpenLink(rsvp, batch, others, contact.address, proposals, held, follows)


def reopen_link(link: OpenLink, token: str) -> tuple[OpenLink, str] | None:
    """The page after something was erased, and its token: where the answer of this token is gone and others of the
    batch are not, the first of those has a token too. None where nothing is left."""
    same = open_link(token)
    if same is not None:
        return same, token
    left = list(RSVP.objects.for_page().filter(pk__in=[rsvp.pk for rsvp in link.batch]))
    contacts = open_contacts(left)
    tokens = (contacts[rsvp.pk].token for rsvp in left if rsvp.pk in contacts)
    other = next(tokens, None)
    opened = open_link(other) if other else None
    return (opened, other) if opened and other else None
