"""What is forgotten by itself, by the clock only (docs/privacy.md). Counts stay.

For a date: mark it, so that nobody joins any more; destroy its key; delete its rows. A copy of the database that was
made before cannot be read afterwards. Batches are small, for a server may be running beside.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.actions import purge_accounts
from accounts.checkpoint import truncate_logs
from accounts.keys import destroy_keys
from accounts.models import DataKey
from events.contacts.links import LEAVE_KEYS, key_for
from events.contacts.rsvps import OCCURRENCE_KEYS, occurrence_key
from events.messages import batch_recipient, id_of, leave_recipient, rsvp_recipient
from events.models import RSVP, LeaveLink, Occurrence
from events.retention import AFTER_A_POSTPONED_END, AFTER_THE_END, UNCONFIRMED
from notifications.actions import forget, sweep

BATCH = 100
State = RSVP.State


def purge(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """Everything that is due in all apps; how many of each went, or would go. Safe to run twice and at any hour."""
    counts = purge_events(now=now, dry_run=dry_run) | purge_accounts(now=now, dry_run=dry_run)
    if not dry_run:
        counts["finished deliveries"] = sweep(now=now)
        truncate_logs()
    return counts


def purge_events(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """The part of `purge` that is about answers. The write-ahead log is cut by the caller."""
    return {
        "answers to dates that are over": _purge_dates(now, dry_run),
        "answers that nobody confirmed": _purge_rsvps(_unconfirmed(now), dry_run, now=now),
        "answers that were too late": _purge_rsvps(_full(now), dry_run, now=now),
        "answers that were taken back": _purge_rsvps(_cancelled(now), dry_run, now=now),
        "links of /leave/": _purge_leave_links(now, dry_run),
        "keys without answers": _sweep_keys(now, dry_run),
    }


def dates_due(now: dt.datetime) -> QuerySet[Occurrence]:
    """Dates whose answers are to go: their end as it is now counts."""
    is_postponed = Q(state=Occurrence.State.POSTPONED)
    over = ~is_postponed & Q(ends_at__lte=now - AFTER_THE_END)
    long_postponed = is_postponed & Q(ends_at__lte=now - AFTER_A_POSTPONED_END)
    return Occurrence.objects.filter(over | long_postponed, purged_at=None)


def _purge_dates(now: dt.datetime, dry_run: bool) -> int:
    if dry_run:
        return RSVP.objects.filter(occurrence__in=dates_due(now)).count()
    while ids := list(dates_due(now).order_by("ends_at", "pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():  # waits for whoever is just joining
            dates_due(now).filter(pk__in=ids).update(purged_at=now)
        destroy_keys(occurrence_key(pk) for pk in _purged(ids))
    # Also what an earlier run had marked when it was interrupted.
    left = RSVP.objects.filter(occurrence__purged_at__isnull=False)
    destroy_keys(occurrence_key(pk) for pk in set(left.values_list("occurrence", flat=True)))
    return _delete(left, now=now)


def _purged(ids: Sequence[int]) -> list[int]:
    return list(Occurrence.objects.filter(pk__in=ids, purged_at__isnull=False).values_list("pk", flat=True))


def _unconfirmed(now: dt.datetime) -> QuerySet[RSVP]:
    return RSVP.objects.filter(state=State.UNCONFIRMED, created_at__lte=now - UNCONFIRMED)


def _full(now: dt.datetime) -> QuerySet[RSVP]:
    return RSVP.objects.filter(state=State.FULL, settled_at__lte=now - UNCONFIRMED)


def _cancelled(now: dt.datetime) -> QuerySet[RSVP]:
    """Erased once the mail that says so has gone; here only if something broke in between."""
    return RSVP.objects.filter(state=State.CANCELLED, settled_at__lte=now - UNCONFIRMED)


def _purge_rsvps(due: QuerySet[RSVP], dry_run: bool, *, now: dt.datetime) -> int:
    return due.count() if dry_run else _delete(due, now=now)


def _delete(due: QuerySet[RSVP], *, now: dt.datetime) -> int:
    """In batches, with their deliveries. The state is part of the DELETE: what was confirmed meanwhile stays."""
    number = 0
    for rows in _batches(due, "pk", "batch"):
        with transaction.atomic():
            deleted, _by_model = due.filter(pk__in=[pk for pk, _batch in rows]).delete()
            forget(_recipients(rows), now=now)
        number += deleted
        if not deleted:
            break
    return number


def _recipients(rows: Sequence[tuple[int, int]]) -> list[str]:
    """What deliveries about rows that are gone were addressed to, of batches only where nothing is left."""
    ids, batches = {pk for pk, _batch in rows}, {batch for _pk, batch in rows}
    kept_ids = set(RSVP.objects.filter(pk__in=ids).values_list("pk", flat=True))
    kept_batches = set(RSVP.objects.filter(batch__in=batches).values_list("batch", flat=True))
    return [rsvp_recipient(pk) for pk in ids - kept_ids] + [batch_recipient(batch) for batch in batches - kept_batches]


def _purge_leave_links(now: dt.datetime, dry_run: bool) -> int:
    over = LeaveLink.objects.over(at=now)
    if dry_run:
        return over.count()
    number = 0
    for rows in _batches(over, "pk"):
        ids = [pk for (pk,) in rows]
        destroy_keys(key_for(LeaveLink, pk) for pk in ids)
        forget([leave_recipient(pk) for pk in ids], now=now)
        number += LeaveLink.objects.filter(pk__in=ids).delete()[0]
    return number


def _batches(rows: QuerySet[Any], *columns: str) -> Iterator[list[Any]]:
    """At most 100 at a time, asked anew each time: who takes one deletes it."""
    while batch := list(rows.order_by("pk").values_list(*columns)[:BATCH]):
        yield batch


def _sweep_keys(now: dt.datetime, dry_run: bool) -> int:
    """Keys whose date or link is gone, because something broke in between. A key is older than its row: what was made
    since yesterday may still get one."""
    yesterday = (now - dt.timedelta(days=1)).date()
    old = DataKey.objects.made_before(yesterday)
    of_dates = set(old.named(OCCURRENCE_KEYS).values_list("name", flat=True))
    of_links = set(old.named(LEAVE_KEYS).values_list("name", flat=True))
    orphans = (of_dates - _dates_in_use(of_dates)) | (of_links - _links_in_use(of_links))
    if not dry_run:
        destroy_keys(orphans)
    return len(orphans)


def _dates_in_use(names: set[str]) -> set[str]:
    ids = [id_of(name) for name in names]
    found: set[int] = set()
    for start in range(0, len(ids), BATCH):
        rows = Occurrence.objects.filter(pk__in=ids[start : start + BATCH], purged_at=None)
        found |= set(rows.values_list("pk", flat=True))
    return {occurrence_key(pk) for pk in found}


def _links_in_use(names: set[str]) -> set[str]:
    return {key_for(LeaveLink, pk) for pk in LeaveLink.objects.values_list("pk", flat=True)} & names
