"""Calendars of one's own, as the page behind a link finds them: by trying the keys of the answers that it knows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from events.contacts.private_feeds import FeedKey, open_feed_keys, read_name
from events.models import RSVP, PrivateFeedEntry


@dataclass(frozen=True, slots=True)
class PrivateFeed:
    """`numbers` are the ids of its entries, of which each names it in a form; `last_used_on` is None while no program
    has fetched it."""

    numbers: tuple[int, ...]
    key: FeedKey
    name: str = field(repr=False)
    last_used_on: dt.date | None
    rsvp_ids: frozenset[int]

    @property
    def number(self) -> int:
        return self.numbers[0]

    def lacks(self, rsvps: Iterable[RSVP]) -> bool:
        """Whether one of these answers that counts is not in it."""
        return any(rsvp.is_confirmed and rsvp.pk not in self.rsvp_ids for rsvp in rsvps)


def feeds_of(rsvps: Iterable[RSVP]) -> list[PrivateFeed]:
    """All that hold one of these answers, by name, in one query to either database. Raises KeysUnavailable."""
    entries = list(PrivateFeedEntry.objects.filter(rsvp__in=[rsvp.pk for rsvp in rsvps]).select_related("rsvp"))
    if not entries:
        return []
    together: dict[FeedKey, list[PrivateFeedEntry]] = defaultdict(list)
    keys = open_feed_keys(entries)
    for entry in sorted(entries, key=lambda entry: entry.pk):
        if entry.pk in keys:
            together[keys[entry.pk]].append(entry)
    feeds = [_feed(key, own) for key, own in together.items()]
    return sorted(feeds, key=lambda feed: (feed.name.casefold(), feed.number))


def _feed(key: FeedKey, entries: Sequence[PrivateFeedEntry]) -> PrivateFeed:
    return PrivateFeed(
        numbers=tuple(entry.pk for entry in entries),
        key=key,
        name=read_name(entries[0], key),
        last_used_on=max((entry.last_used_on for entry in entries if entry.last_used_on), default=None),
        rsvp_ids=frozenset(entry.rsvp_id for entry in entries),
    )
