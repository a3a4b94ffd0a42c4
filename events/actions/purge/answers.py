"""Answers to dates. Of a date that is over: mark it, so that nobody joins any more; destroy its key; delete its rows,
and what its host wrote to those who came."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.keys import destroy_keys
from events.actions.purge.batches import BATCH, batches
from events.contacts.former_links import delete_answers
from events.contacts.rsvps import occurrence_key
from events.messages import batch_recipient, rsvp_recipient
from events.models import RSVP, Announcement, FormerLink, Occurrence
from events.querysets.rsvp import RSVPQuerySet
from events.retention import AFTER_A_POSTPONED_END, AFTER_THE_END, UNCONFIRMED
from notifications.actions import forget

State = RSVP.State


def purge_answers(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    return {
        "answers to dates that are over": _purge_dates(now, dry_run),
        "answers that nobody confirmed": _purge_rsvps(_unconfirmed(now), dry_run, now=now),
        "answers that were too late": _purge_rsvps(_full(now), dry_run, now=now),
        "answers that were taken back": _purge_rsvps(_cancelled(now), dry_run, now=now),
        "links of answers that are gone": _purge_links(dry_run),
    }


def count_overdue(*, now: dt.datetime) -> int:
    """How many answers should be gone and are not: nothing purges here, or it breaks."""
    kinds = (_unconfirmed(now), _full(now), _cancelled(now))
    return _purge_dates(now, dry_run=True) + sum(due.count() for due in kinds)


def delete_answers_of(occurrence_ids: Sequence[int], *, now: dt.datetime) -> int:
    """All answers to these dates, with what was owed to them."""
    starts = range(0, len(occurrence_ids), BATCH)
    return sum(_delete(RSVP.objects.filter(occurrence__in=occurrence_ids[i : i + BATCH]), now=now) for i in starts)


def _dates_due(now: dt.datetime) -> QuerySet[Occurrence]:
    """Dates whose answers are to go: their end as it is now counts."""
    is_postponed = Q(state=Occurrence.State.POSTPONED)
    over = ~is_postponed & Q(ends_at__lte=now - AFTER_THE_END)
    long_postponed = is_postponed & Q(ends_at__lte=now - AFTER_A_POSTPONED_END)
    return Occurrence.objects.filter(over | long_postponed, purged_at=None)


def _purge_dates(now: dt.datetime, dry_run: bool) -> int:
    if dry_run:
        return RSVP.objects.filter(occurrence__in=_dates_due(now)).count()
    while ids := list(_dates_due(now).order_by("ends_at", "pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():  # waits for whoever is just joining
            _dates_due(now).filter(pk__in=ids).update(purged_at=now)
        destroy_keys(occurrence_key(pk) for pk in _purged(ids))
    Announcement.objects.words().filter(occurrence__purged_at__isnull=False).delete()
    # Also what an earlier run had marked when it was interrupted.
    left = RSVP.objects.filter(occurrence__purged_at__isnull=False)
    destroy_keys(occurrence_key(pk) for pk in set(left.values_list("occurrence", flat=True)))
    return _delete(left, now=now)


def _purged(ids: Sequence[int]) -> list[int]:
    return list(Occurrence.objects.filter(pk__in=ids, purged_at__isnull=False).values_list("pk", flat=True))


def _unconfirmed(now: dt.datetime) -> RSVPQuerySet:
    return RSVP.objects.filter(state=State.UNCONFIRMED, created_at__lte=now - UNCONFIRMED)


def _full(now: dt.datetime) -> RSVPQuerySet:
    return RSVP.objects.filter(state=State.FULL, settled_at__lte=now - UNCONFIRMED)


def _cancelled(now: dt.datetime) -> RSVPQuerySet:
    """Erased once the mail that says so has gone; here only if something broke in between."""
    return RSVP.objects.filter(state=State.CANCELLED, settled_at__lte=now - UNCONFIRMED)


def _purge_rsvps(due: RSVPQuerySet, dry_run: bool, *, now: dt.datetime) -> int:
    return due.count() if dry_run else _delete(due, now=now)


def _purge_links(dry_run: bool) -> int:
    """A link ends with the last answer that it opens; here only if an action was deleted with all its answers, or two
    were erased at the same moment."""
    due = FormerLink.objects.opening_nothing(RSVP.objects.all())
    return due.count() if dry_run else due.delete()[0]


def _delete(due: RSVPQuerySet, *, now: dt.datetime) -> int:
    """In batches, with their deliveries. What was confirmed meanwhile stays."""
    number = 0
    for rows in batches(due, "pk"):
        with transaction.atomic():
            gone, ended = delete_answers(due.filter(pk__in=[pk for (pk,) in rows]))
            forget([*map(rsvp_recipient, gone), *map(batch_recipient, ended)], now=now)
        number += len(gone)
        if not gone:
            break
    return number
