"""What comes into a followed filter by an edit (another kind, a town, a host) is told there as new, once.

An instant of publication says nothing of that, so what each filter holds is remembered, from when somebody begins to
follow it on. Whenever actions were published or edited, the planner looks which of them each filter holds now."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Min
from django.http import Http404, QueryDict
from django.utils.translation import override

from events.following import EVENTS, Followed, scope_of
from events.models import FollowedList, Occurrence
from events.reading.follow_news import ADDED, LINKED, MOST_EVENTS, PUBLISHED, Moment, changed_between
from events.scopes import Gone, Moved, Scope

# What happens meanwhile is looked at, and told, together.
GATHERED = dt.timedelta(minutes=5)
# What was written at an instant may be committed a little later.
COMMITTED = dt.timedelta(minutes=1)
MOST_LISTS = 500  # of one round; the others are first in the next
# A filter that holds more is so wide that hardly anything comes into it by an edit.
MOST_KEPT = 2_000
# Longer than a weekly digest can be late.
TOLD_WITHIN = dt.timedelta(days=21)

# Where the link to a call is what brings an action in, its own instant says so.
BY_LINKS = ("/calls/", "/statements/")
KEYS_OF_LINKS = ("call=", "statement=")

ListKey = tuple[str, str, str]


def begin_list(followed: Followed, language: str, *, now: dt.datetime) -> None:
    """Remember what it holds now. Safe to call twice. Not of all actions: nothing comes into these by an edit."""
    if _whenever(followed) == Followed(EVENTS):
        return
    known = _held(followed, language, now=now)
    if known is None or len(known) > MOST_KEPT:
        return
    FollowedList.objects.get_or_create(
        path=followed.path,
        query=followed.query,
        language=language,
        defaults={"events": sorted(known), "looked_until": now},
    )


def note_what_entered(*, now: dt.datetime) -> None:
    """One query for each filter whenever something has happened to actions, and two while nothing has."""
    until = now - COMMITTED
    since = FollowedList.objects.aggregate(first=Min("looked_until"))["first"]
    if since is None or since >= until:
        return
    moments = changed_between(since, until)
    if not moments and since < now - TOLD_WITHIN:
        FollowedList.objects.update(looked_until=until)
    if not any(moment.at <= now - GATHERED for moment in moments):
        return
    lists = list(FollowedList.objects.filter(looked_until__lt=until).order_by("looked_until", "pk")[:MOST_LISTS])
    grown = [row for row in lists if _has_grown(row, moments, until=until, now=now)]
    FollowedList.objects.bulk_update(grown, ["events", "entered", "entered_at"], batch_size=100)
    FollowedList.objects.filter(pk__in=[row.pk for row in grown if len(row.events) > MOST_KEPT]).delete()
    FollowedList.objects.filter(pk__in=[row.pk for row in lists]).update(looked_until=until)


def entered_since(since: dt.datetime) -> Mapping[ListKey, Mapping[int, dt.datetime]]:
    """By filter, when which actions came into it, of those into which one has come since; one query."""
    rows = FollowedList.objects.filter(entered_at__gt=since).values_list("path", "query", "language", "entered")
    return {
        (path, query, language): {int(pk): dt.datetime.fromisoformat(at) for pk, at in entered.items()}
        for path, query, language, entered in rows
    }


def _has_grown(row: FollowedList, moments: Sequence[Moment], *, until: dt.datetime, now: dt.datetime) -> bool:
    """Looks, without saving."""
    moments = [moment for moment in moments if moment.at > row.looked_until]
    happened = {moment.event for moment in moments if moment.event is not None}
    held = _held(Followed(row.path, row.query), row.language, now=now, among=happened) if happened else None
    new = (held or set()) - set(row.events)
    if not new:
        return False
    row.events = [*row.events, *sorted(new)]
    if len(row.events) > MOST_KEPT:
        row.events = sorted(_to_come(row.events, now=now))
    # What is new by itself is told as such, from its own instant on.
    entered = new - {moment.event for moment in moments if moment.how in (PUBLISHED, ADDED)}
    if row.path.startswith(BY_LINKS) or any(key in row.query for key in KEYS_OF_LINKS):
        entered -= {moment.event for moment in moments if moment.how == LINKED}
    if entered:
        kept = {pk: at for pk, at in row.entered.items() if dt.datetime.fromisoformat(at) > now - TOLD_WITHIN}
        row.entered = kept | {str(pk): until.isoformat() for pk in sorted(entered)}
        row.entered_at = until
    return True


def _held(
    followed: Followed, language: str, *, now: dt.datetime, among: Iterable[int] | None = None
) -> set[int] | None:
    """The actions that it holds and that are not over, one more than are kept at most; None where nothing is public."""
    try:
        with override(language):
            scope: Scope = scope_of(_whenever(followed), now=now)
    except (Moved, Gone, Http404):
        return None
    dates = scope.occurrences.upcoming(at=now)
    if among is not None and len(ids := list(among)) <= MOST_EVENTS:
        dates = dates.filter(event__in=ids)
    return set(dates.order_by().values_list("event", flat=True).distinct()[: MOST_KEPT + 1])


def _whenever(followed: Followed) -> Followed:
    """Without a window that goes with the days: what these bring in is told by itself, and is no edit."""
    asked = QueryDict(followed.query, mutable=True)
    asked.pop("when", None)
    return Followed(followed.path, asked.urlencode())


def _to_come(events: Sequence[int], *, now: dt.datetime) -> set[int]:
    rows = Occurrence.objects.upcoming(at=now).filter(event__in=events)
    return set(rows.order_by().values_list("event", flat=True).distinct())
