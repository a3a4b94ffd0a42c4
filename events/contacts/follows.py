"""Follows of one mailbox, found by opening them; erasing them with their keys; names of calendars of one's own."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.errors import SealBroken
from accounts.keys import destroy_keys, make_key, read_key
from events.contacts.links import find_links, key_for, key_of
from events.contacts.sealing import seal_column, unseal_column
from events.messages import follow_recipient
from events.models import Follow, FollowFeed
from events.querysets.follow import FollowQuerySet
from notifications.actions import forget


def find_follows(address: str, rows: FollowQuerySet | None = None) -> list[Follow]:
    """Those of `rows` (by default all) that one mailbox has. Raises AddressInvalid, KeysUnavailable."""
    return find_links(address, Follow.objects.all() if rows is None else rows)


def erase_follows(ids: Iterable[int], *, now: dt.datetime) -> int:
    """Rows, what is owed to them, and then their keys: one that is left when this breaks off is swept. Safe to call
    twice. Returns how many there were."""
    ids = list(ids)
    with transaction.atomic():
        forget([follow_recipient(pk) for pk in ids], now=now)
        number = Follow.objects.filter(pk__in=ids).delete()[1].get(Follow._meta.label, 0)
    destroy_keys(key_for(Follow, pk) for pk in ids)
    return number


def seal_feed_name(feed: FollowFeed, name: str) -> None:
    """Without saving. Raises KeysUnavailable."""
    feed.sealed_name = seal_column(feed, "sealed_name", name, make_key(key_of(feed.follow)))


def feed_names(follow: Follow, feeds: Iterable[FollowFeed]) -> dict[int, str]:
    """By id, empty where one does not open. Raises KeysUnavailable."""
    key = read_key(key_of(follow))
    return {feed.pk: _name(feed, key) for feed in feeds}


def _name(feed: FollowFeed, key: bytes | None) -> str:
    try:
        return "" if key is None else unseal_column(feed, "sealed_name", key) or ""
    except SealBroken:
        return ""
