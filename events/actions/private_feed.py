"""A calendar of one's own with the dates one has said one comes to: made, added to and ended behind the link of an
answer."""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from events.contacts.private_feeds import FeedKey, read_date_keys, seal_entry
from events.errors import EventsError
from events.models import RSVP, FollowFeed, PrivateFeedEntry
from events.private_feeds import PrivateFeed, feeds_of
from events.rsvp_links import OpenLink
from events.texts import clean_line

NAME_LENGTH = 60
MOST_FEEDS = 5


def make_private_feed(link: OpenLink, *, name: str) -> str:
    """A calendar with the answers that the link shows; its token, which nobody can be shown again.

    Raises EventsError naming the field, KeysUnavailable.
    """
    name = clean_feed_name(name)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        rsvps = _lock(rsvp.pk for rsvp in link.batch)
        _check_counts(rsvps)
        check_new_feed(name, [feed.name for feed in feeds_of(link.held)])
        _put(rsvps, FeedKey.of_token(token), name)
    return token


def add_to_private_feed(link: OpenLink, number: int) -> PrivateFeed:
    """The answers that the link shows go into a calendar of the same mailbox. Safe to call twice.

    Raises EventsError, KeysUnavailable.
    """
    feed = _find(link, number)
    with transaction.atomic():
        rsvps = _lock({*feed.rsvp_ids, *(rsvp.pk for rsvp in link.batch)})
        if not PrivateFeedEntry.objects.filter(slot__in=feed.key.slots()).exists():
            raise _is_gone()
        shown = {rsvp.pk for rsvp in link.batch}
        own = [rsvp for rsvp in rsvps if rsvp.pk in shown]
        _check_counts(own)
        _put(own, feed.key, feed.name)
    return feed


def revoke_private_feed(link: OpenLink, number: int) -> PrivateFeed:
    """Its address opens nothing any more; the answers stand. Raises EventsError, KeysUnavailable."""
    feed = _find(link, number)
    with transaction.atomic():
        _lock(feed.rsvp_ids)  # waits for whoever is just adding to it: what they put in goes too
        PrivateFeedEntry.objects.filter(slot__in=feed.key.slots()).delete()
    return feed


def note_last_uses(uses: Mapping[FeedKey, dt.date]) -> None:
    """The days on which calendars were last fetched. Never goes back. Safe to call twice."""
    for key, day in uses.items():
        entries = PrivateFeedEntry.objects.filter(slot__in=key.slots())
        of_follows = FollowFeed.objects.filter(token_sha256=key.secret.hex())
        for rows in (entries, of_follows):
            rows.filter(Q(last_used_on=None) | Q(last_used_on__lt=day)).update(last_used_on=day)


def clean_feed_name(name: str) -> str:
    """Raises EventsError naming name."""
    return clean_line(name, field="name", length=NAME_LENGTH, required=True)


def check_new_feed(name: str, others: Collection[str]) -> None:
    """`others` are the names of those that its person has. Raises EventsError naming name."""
    if len(others) >= MOST_FEEDS:
        raise EventsError(_("There can be no more calendars. End one of them first."), field="name")
    if name in others:
        raise EventsError(_("You have a calendar of this name. Choose another."), field="name")


def _lock(ids: Iterable[int]) -> list[RSVP]:
    """Held until the transaction ends, in one order; whoever changes the same calendar waits."""
    return list(RSVP.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"))


def _check_counts(rsvps: Sequence[RSVP]) -> None:
    if not any(rsvp.is_confirmed for rsvp in rsvps):
        raise EventsError(_("Confirm this answer first."))


def _find(link: OpenLink, number: int) -> PrivateFeed:
    feed = next((feed for feed in feeds_of(link.held) if number in feed.numbers), None)
    if feed is None:
        raise _is_gone()
    return feed


def _is_gone() -> EventsError:
    return EventsError(_("This calendar is no longer there."))


def _put(rsvps: Sequence[RSVP], key: FeedKey, name: str) -> None:
    """Those that are not in it yet, each in a slot that is free."""
    slots = key.slots()
    taken = dict(PrivateFeedEntry.objects.filter(slot__in=slots).values_list("slot", "rsvp_id"))
    free = [slot for slot in slots if slot not in taken]
    date_keys = read_date_keys(rsvps)
    new = [rsvp for rsvp in rsvps if rsvp.pk not in taken.values() and rsvp.occurrence_id in date_keys]
    if len(new) > len(free):
        raise EventsError(_("This calendar is full. Make another one."))
    entries = [
        seal_entry(rsvp, slot=slot, key=key, name=name, date_key=date_keys[rsvp.occurrence_id])
        for rsvp, slot in zip(new, free, strict=False)
    ]
    PrivateFeedEntry.objects.bulk_create(entries)
