"""Hosts and what they proposed. What is public stays, and has no link any more.

What is confirmed or sent again meanwhile stays, so here the rows go before their keys; a key that is left when this
breaks off in between is swept (`sweep_keys`).
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.keys import destroy_keys
from events.actions.host import delete_hosts
from events.actions.purge.batches import BATCH
from events.contacts.links import keys_of
from events.models import Host, Occurrence, Proposal
from events.retention import (
    AFTER_A_POSTPONED_END,
    AFTER_ITS_DAY,
    AFTER_THE_END,
    SETTLED_PROPOSAL,
    UNCONFIRMED,
)

State = Proposal.State
SETTLED = (State.SENT_BACK, State.WITHDRAWN)


def purge_hosts(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    return {
        "proposals that nobody confirmed": _purge(_unconfirmed(now), dry_run, now=now),
        "proposals that were sent back or withdrawn": _purge(_settled(now), dry_run, now=now),
        "proposals whose day has passed": _purge(_forgotten(now), dry_run, now=now),
        "links of hosts": _purge(_over(now), dry_run, now=now),
        "links to nothing": _purge(Host.objects.of_nothing(), dry_run, now=now),
    }


def _unconfirmed(now: dt.datetime) -> QuerySet[Host]:
    return Host.objects.filter(proposal__state=State.UNCONFIRMED, created_at__lte=now - UNCONFIRMED)


def _settled(now: dt.datetime) -> QuerySet[Host]:
    return Host.objects.filter(proposal__state__in=SETTLED, proposal__settled_at__lte=now - SETTLED_PROPOSAL)


def _forgotten(now: dt.datetime) -> QuerySet[Host]:
    last_day = (now - AFTER_ITS_DAY).date()
    return Host.objects.filter(proposal__state=State.WAITING, proposal__start_on__lte=last_day)


def _over(now: dt.datetime) -> QuerySet[Host]:
    """Of actions whose last date is over for so long that its answers are gone too."""
    is_postponed = Q(state=Occurrence.State.POSTPONED)
    kept = ~is_postponed & Q(ends_at__gt=now - AFTER_THE_END)
    kept |= is_postponed & Q(ends_at__gt=now - AFTER_A_POSTPONED_END)
    dates = Occurrence.objects.filter(kept, event=OuterRef("event"))
    return Host.objects.filter(~Exists(dates), event__isnull=False)


def _purge(due: QuerySet[Host], dry_run: bool, *, now: dt.datetime) -> int:
    if dry_run:
        return due.count()
    number = 0
    while hosts := list(due.order_by("pk")[:BATCH]):
        with transaction.atomic():  # waits for whoever is just confirming one, or sending it again
            list(Proposal.objects.select_for_update().filter(host__in=hosts).order_by("pk").values_list("pk"))
            hosts = list(due.filter(pk__in=[host.pk for host in hosts]))
            delete_hosts(hosts, now=now)
        destroy_keys(name for host in hosts for name in keys_of(host))
        number += len(hosts)
    return number
