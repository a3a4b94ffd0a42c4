"""What else was asked for with an address while a mail to it was open: listed, ticked, confirmed (invariant 13)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from accounts.addresses import mask_address
from events.actions.follow import confirm_follows
from events.actions.proposal import confirm_proposals
from events.actions.rsvp_link import confirm_rsvps
from events.date_facts import facts_of, say_answer
from events.following import Followed
from events.models import RSVP, Follow, Host, Proposal
from events.reading.followed_names import names_now
from events.unconfirmed import follows_since, proposals_since, rsvps_since
from events.wording import language_of_page

MOST_TICKED = 50


@dataclass(frozen=True, slots=True)
class AlsoAsked:
    """`address` is None where no mail brings the link."""

    address: str | None = field(repr=False)
    rsvps: list[RSVP]
    proposals: list[Proposal]
    follows: list[Follow]

    @property
    def masked_address(self) -> str:
        return mask_address(self.address) if self.address else ""

    def rows(self, *, now: dt.datetime) -> list[dict[str, Any]]:
        """Each answer as a page shows it."""
        return [also_asked_row(rsvp, now=now) for rsvp in self.rsvps]

    def followed(self, *, now: dt.datetime) -> list[tuple[Follow, str]]:
        return also_followed(self.follows, now=now)


def also_asked_row(rsvp: RSVP, *, now: dt.datetime) -> dict[str, Any]:
    language = language_of_page()
    facts = facts_of(rsvp.occurrence, language, now=now, is_confirmed=False)
    return {"rsvp": rsvp, "facts": facts, "said": say_answer(rsvp, language)}


def also_followed(follows: Iterable[Follow], *, now: dt.datetime) -> list[tuple[Follow, str]]:
    """Each with what it is in words."""
    rows = [(follow, Followed.of(follow)) for follow in follows]
    names = names_now([followed for _follow, followed in rows], language_of_page(), now=now)
    return [(follow, names[followed]) for follow, followed in rows]


def read_also_asked(address: str | None, *, since: dt.datetime, besides: Host) -> AlsoAsked:
    """Without the proposal of `besides`. Raises KeysUnavailable."""
    if address is None or besides.user_id is not None:
        return AlsoAsked(address, [], [], [])
    proposals = [one for one in proposals_since(address, since) if one.host_id != besides.pk]
    return AlsoAsked(address, rsvps_since(address, since), proposals, follows_since(address, since))


def confirm_ticked(request: HttpRequest, also: AlsoAsked, *, now: dt.datetime) -> bool:
    """Those whose boxes are ticked; whether there are any. Raises EventsError, KeysUnavailable."""
    names = ("also", "also_proposal", "also_follow")
    ticked = [set(request.POST.getlist(name)[:MOST_TICKED]) for name in names]
    rsvps = [one for one in also.rsvps if str(one.pk) in ticked[0]]
    proposals = [one for one in also.proposals if str(one.pk) in ticked[1]]
    follows = [one for one in also.follows if str(one.pk) in ticked[2]]
    confirm_rsvps(rsvps, now=now)
    confirm_proposals(proposals, address=also.address, now=now)
    confirm_follows(follows, address=also.address, now=now)
    return bool(rsvps or proposals or follows)
