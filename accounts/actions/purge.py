"""What accounts forgets by itself, every day: kept mails, spent budgets, old links, keys that open nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.actions.invitation import KEY_PREFIX, key_name
from accounts.keys import destroy_keys, key_names
from accounts.letters import PREFIX
from accounts.models import DataKey, Invitation, KeptMail, MailBudget, SetupLink
from accounts.querysets import MAIL_BOX_DAYS
from notifications.models import Delivery

BATCH = 100


def purge_accounts(*, now: datetime, dry_run: bool = False) -> dict[str, int]:
    """How many of each went, or would go. Keys first, then rows; in batches, for a server may be running beside.

    The write-ahead log is cut by the caller (accounts.checkpoint.truncate_logs).
    """
    return {
        "kept mails": _purge_kept_mails(now, dry_run),
        "mail budgets": _delete(MailBudget.objects.spent_before(now), dry_run),
        "invitations": _purge_invitations(now, dry_run),
        "set-up links": _delete(SetupLink.objects.over(at=now), dry_run),
        "keys without rows": _sweep_keys(now, dry_run),
    }


def forget_keyless(names: Collection[str]) -> int:
    """Deletes rows whose key is not among `names`; returns how many. After an older copy was restored."""
    sent = [sha256 for sha256 in Invitation.objects.values_list("sha256", flat=True) if key_name(sha256) not in names]
    days = KeptMail.objects.dates("created_at", "day")
    shut = [day for day in days if KeptMail.key_name_of(day) not in names]
    number = sum(KeptMail.objects.filter(created_at__date=day).delete()[0] for day in shut)
    return number + Invitation.objects.filter(sha256__in=sent).delete()[0]


def _purge_kept_mails(now: datetime, dry_run: bool) -> int:
    if not dry_run:
        # A day's key goes when the last mail of that day is due.
        last_whole_day = (now - timedelta(days=MAIL_BOX_DAYS + 1)).date()
        last_name = KeptMail.key_name_of(last_whole_day)
        destroy_keys(name for name in key_names(KeptMail.KEY_PREFIX) if name <= last_name)
    return _delete(KeptMail.objects.due_for_purge(at=now), dry_run)


def _purge_invitations(now: datetime, dry_run: bool) -> int:
    due = Invitation.objects.over(at=now)
    if not dry_run:
        destroy_keys(key_name(sha256) for sha256 in due.values_list("sha256", flat=True))
    return _delete(due, dry_run)


def _sweep_keys(now: datetime, dry_run: bool) -> int:
    """Keys whose letter was settled, or whose row was never written, because something broke in between."""
    yesterday = (now - timedelta(days=1)).date()
    letters = Delivery.objects.unsettled().filter(recipient__startswith=PREFIX)
    in_use = set(letters.values_list("recipient", flat=True))
    in_use |= {key_name(sha256) for sha256 in Invitation.objects.values_list("sha256", flat=True)}
    old = {
        name
        for prefix in (PREFIX, KEY_PREFIX)
        for name in DataKey.objects.named(prefix).made_before(yesterday).values_list("name", flat=True)
    }
    if not dry_run:
        destroy_keys(old - in_use)
    return len(old - in_use)


def _delete(rows: QuerySet[Any], dry_run: bool) -> int:
    number = rows.count()
    while not dry_run:
        batch = list(rows.values_list("pk", flat=True)[:BATCH])
        if not batch:
            break
        rows.model.objects.filter(pk__in=batch).delete()
    return number
