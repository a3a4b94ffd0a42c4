"""What is forgotten by itself, by the clock only (docs/privacy.md). Counts stay.

Keys go first, then the rows: a copy of the database that was made before cannot be read afterwards. Batches are small,
for a server may be running beside.
"""

import datetime as dt

from accounts.actions import purge_accounts
from accounts.checkpoint import truncate_logs
from events.actions.purge.answers import count_overdue, purge_answers
from events.actions.purge.hosts import purge_hosts
from events.actions.purge.keys import sweep_keys
from events.actions.purge.links import purge_links
from notifications.actions import sweep


def purge(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """Everything that is due in all apps; how many of each went, or would go. Safe to run twice and at any hour."""
    counts = purge_events(now=now, dry_run=dry_run) | purge_accounts(now=now, dry_run=dry_run)
    if not dry_run:
        counts["finished deliveries"] = sweep(now=now)
        truncate_logs()
    return counts


def purge_events(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """The part of `purge` that is about answers, hosts and links. The write-ahead log is cut by the caller."""
    counts = purge_answers(now=now, dry_run=dry_run)
    counts |= purge_hosts(now=now, dry_run=dry_run)
    counts |= purge_links(now=now, dry_run=dry_run)
    return counts | {"keys without rows of their own": sweep_keys(now=now, dry_run=dry_run)}


__all__ = ["count_overdue", "purge", "purge_events"]
