"""The planner's rounds over what people follow: each filter is read once for all who follow it in one language (the
name of a town is read in that).

Whoever is told, and up to which instant, is written in the transaction that writes what is owed to them: nothing is
told twice, and nothing is left out, wherever a round ends. At once it looks only when something became public since the
last time, and once a day; digests when they are due."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.db.models import Min
from django.http import Http404
from django.utils.translation import override

from events.follow_times import next_digest
from events.following import Followed, page_of, say_followed, scope_of
from events.messages.follow import owed_ended
from events.messages.follow_lists import COMMITTED, GATHERED, ListKey, begin_list, entered_since
from events.models import Follow
from events.querysets.follow import FollowQuerySet
from events.quiet_hours import after_quiet_hours, is_quiet
from events.reading.follow_news import Item, Published, published_between, read_changes, read_news
from events.scopes import Gone, Moved
from notifications.actions import owe
from notifications.kinds import Owed

MOST_FILTERS = 500  # of one round; the others are first in the next
ROWS_PER_TRANSACTION = {"sqlite": 100, "postgresql": 500}


@dataclass(frozen=True, slots=True)
class Round:
    """One filter in one round: what is told is known up to `until`; `name` says what is followed."""

    now: dt.datetime
    until: dt.datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Those who follow one filter in one language; the last of them was told up to `since`."""

    followed: Followed
    language: str
    since: dt.datetime

    def news_of(self, entered: Mapping[ListKey, Mapping[int, dt.datetime]]) -> dict[int, dt.datetime]:
        """Which actions have come into it by an edit since, and when."""
        came_in = entered.get((self.followed.path, self.followed.query, self.language), {})
        return {pk: at for pk, at in came_in.items() if at > self.since}

    def of(self, follows: FollowQuerySet) -> FollowQuerySet:
        return follows.filter(path=self.followed.path, query=self.followed.query, language=self.language)


OwedTo = Callable[[Follow, Sequence[Item], Round], Owed]


def tell_at_once(owed_to: OwedTo, *, now: dt.datetime) -> None:
    until, follows = now - COMMITTED, Follow.objects.at_once()
    first = follows.aggregate(first=Min("told_until"))["first"]
    if first is None or first >= until:
        return
    published = published_between(first, until)
    groups = _groups(follows.filter(told_until__lt=until))
    entered = entered_since(first) if groups else {}
    for group in groups:
        came_in = group.news_of(entered)
        if came_in or _is_worth_a_look(group.since, published, now=now):
            untold = group.of(follows).filter(told_until__lt=until)
            _tell(group, untold, owed_to, at=Round(now, until), among=published.events, entered=came_in)


def tell_digests(owed_to: OwedTo, *, now: dt.datetime) -> None:
    """What comes too late for its morning waits for the next."""
    until, due = now - COMMITTED, Follow.objects.digests_due(at=now)
    for zone in due.order_by().values_list("zone", flat=True).distinct():
        if is_quiet(now, zone):
            due.filter(zone=zone).update(look_at=after_quiet_hours(now, zone))
    groups = _groups(due)
    among = published_between(groups[0].since, until).events if groups else None
    entered = entered_since(groups[0].since) if groups else {}
    for group in groups:
        at, came_in = Round(now, until), group.news_of(entered)
        _tell(group, group.of(due), owed_to, at=at, among=among, entered=came_in, with_changes=True)


def _groups(follows: FollowQuerySet) -> list[Group]:
    """Who waited longest first."""
    columns = ("path", "query", "language")
    groups = follows.order_by().values_list(*columns).annotate(since=Min("told_until")).order_by("since", *columns)
    return [Group(Followed(path, query), language, since) for path, query, language, since in groups[:MOST_FILTERS]]


def _is_worth_a_look(since: dt.datetime, published: Published, *, now: dt.datetime) -> bool:
    """Also once a day: windows go with the days, and what is followed may be gone."""
    midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return published.has_any(after=since, until=now - GATHERED) or since < midnight


def _tell(
    group: Group,
    follows: FollowQuerySet,
    owed_to: OwedTo,
    *,
    at: Round,
    among: frozenset[int] | None = None,
    entered: Mapping[int, dt.datetime] | None = None,
    with_changes: bool = False,
) -> None:
    try:
        with override(group.language):
            scope = scope_of(group.followed, now=at.now)
            at = replace(at, name=say_followed(group.followed, group.language, now=at.now))
    except Moved as moved:
        # Under its new address it is looked at in the next round, among those who follow that already.
        follows.update(path=page_of(moved))
        begin_list(Followed(page_of(moved)), group.language, now=at.now)
        return
    except Gone:
        _end(follows, now=at.now)
        return
    except Http404:
        _note_told(follows, at)
        return
    items = read_news(scope, since=group.since, until=at.until, now=at.now, among=among, entered=entered)
    if with_changes:
        items += read_changes(scope, since=group.since, until=at.until, now=at.now)
    if not items:
        _note_told(follows, at)
        return
    last: int | None = 0
    while last is not None:
        last = _tell_some(items, follows.filter(pk__gt=last), owed_to, at)


@transaction.atomic
def _tell_some(items: Sequence[Item], follows: FollowQuerySet, owed_to: OwedTo, at: Round) -> int | None:
    """The first of `follows` and up to when they are told, at once; whoever another planner has just told is not among
    them. Returns the last of them, None where none are left."""
    size = ROWS_PER_TRANSACTION[connection.vendor]
    rows = list(follows.select_for_update().order_by("pk")[:size])
    owe([owed_to(follow, own, at) for follow in rows if (own := _own(items, follow))], now=at.now)
    _note_told(Follow.objects.filter(pk__in=[follow.pk for follow in rows]), at)
    return rows[-1].pk if len(rows) == size else None


def _own(items: Sequence[Item], follow: Follow) -> list[Item]:
    """What is new to this one."""
    return [item for item in items if follow.told_until is not None and item.known_at > follow.told_until]


def _note_told(follows: FollowQuerySet, at: Round) -> None:
    """Up to when, and when a digest is due next: a few statements, however many follow."""
    for how_often, zone in follows.order_by().values_list("how_often", "zone").distinct():
        later = None if how_often == Follow.HowOften.AT_ONCE else next_digest(how_often, zone=zone, after=at.now)
        alike = follows.filter(how_often=how_often, zone=zone)
        alike.filter(told_until__lt=at.until).update(told_until=at.until, look_at=later)
        alike.filter(look_at__lte=at.now).update(look_at=later)


def _end(follows: FollowQuerySet, *, now: dt.datetime) -> None:
    with transaction.atomic():
        ids = list(follows.select_for_update().order_by("pk").values_list("pk", flat=True))
        Follow.objects.filter(pk__in=ids).update(state=Follow.State.ENDED, ended_at=now, look_at=None)
        owe([owed_ended(pk, now=now) for pk in ids], now=now)
