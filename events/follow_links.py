"""What stands behind the link of a follow. Only its SHA-256 is looked up; the token itself is sealed."""

from dataclasses import dataclass, field

from accounts.addresses import mask_address
from accounts.sealing import token_sha256
from events.contacts.follows import feed_names
from events.contacts.links import open_links
from events.models import RSVP, Follow, FollowFeed, Proposal
from events.unconfirmed import follows_since, proposals_since, rsvps_since


@dataclass(frozen=True, slots=True)
class OpenFollow:
    """`follows`, `rsvps` and `proposals` were made since with the same address and nobody has confirmed them."""

    follow: Follow
    address: str = field(repr=False)
    follows: list[Follow] = field(default_factory=list)
    rsvps: list[RSVP] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def masked_address(self) -> str:
        return mask_address(self.address)

    def feeds(self) -> list[tuple[FollowFeed, str]]:
        """Calendars of one's own with their names, in the order of these. Raises KeysUnavailable."""
        feeds = list(self.follow.feeds.all())
        names = feed_names(self.follow, feeds) if feeds else {}
        return sorted(((feed, names[feed.pk]) for feed in feeds), key=lambda one: one[1].casefold())


def open_follow(token: str) -> OpenFollow | None:
    """None where nothing is held (any more). Raises KeysUnavailable."""
    follow = Follow.objects.filter(token_sha256=token_sha256(token)).first()
    contact = open_links([follow]).get(follow.pk) if follow else None
    if follow is None or contact is None or contact.address is None:
        return None
    since, address = follow.created_at, contact.address
    follows = [one for one in follows_since(address, since) if one.pk != follow.pk]
    return OpenFollow(follow, address, follows, rsvps_since(address, since), proposals_since(address, since))
