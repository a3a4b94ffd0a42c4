"""Keys that open nothing any more, because something broke in between."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.keys import destroy_keys
from accounts.models import DataKey
from events.actions.purge.batches import BATCH
from events.contacts.links import HOST_KEYS, PREFIXES, TOKEN_KEYS
from events.contacts.rsvps import OCCURRENCE_KEYS
from events.contacts.trust import TRUST_KEYS
from events.models import Host, Occurrence, TrustedHost


def sweep_keys(*, now: dt.datetime, dry_run: bool = False) -> int:
    """A key is older than its row: what was made since yesterday may still get one."""
    old = DataKey.objects.made_before((now - dt.timedelta(days=1)).date())
    orphans: set[str] = set()
    for prefix, rows, column in _rows():
        names = set(old.named(prefix).values_list("name", flat=True))
        orphans |= names - {f"{prefix}{value}" for value in _in_use(names, rows, column)}
    if not dry_run:
        destroy_keys(orphans)
    return len(orphans)


def _rows() -> list[tuple[str, QuerySet[Any], str]]:
    """What the keys of each prefix are for, and the column with what stands in their names."""
    of_links = [(prefix, model._default_manager.all(), "pk") for model, prefix in PREFIXES.items() if model is not Host]
    return [
        *of_links,
        (HOST_KEYS, Host.objects.filter(sealed_address__isnull=False), "pk"),
        (TOKEN_KEYS, Host.objects.all(), "token_sha256"),
        (OCCURRENCE_KEYS, Occurrence.objects.filter(purged_at=None), "pk"),
        (TRUST_KEYS, TrustedHost.objects.all(), "organization_id"),
    ]


def _in_use(names: Iterable[str], rows: QuerySet[Any], column: str) -> set[Any]:
    wanted = [name.rpartition(":")[2] for name in names]
    found: set[Any] = set()
    for start in range(0, len(wanted), BATCH):
        found |= set(rows.filter(**{f"{column}__in": wanted[start : start + BATCH]}).values_list(column, flat=True))
    return found
