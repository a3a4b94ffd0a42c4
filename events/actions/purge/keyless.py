"""Rows that nothing opens any more: an older copy has brought them back, and their keys were destroyed since it was
made. Only `restore` asks: by itself no row goes because of a key that is missing, which somebody may put back."""

import datetime as dt
from collections.abc import Callable, Collection

from django.db.models import Model

from accounts.actions.purge import forget_keyless as forget_keyless_accounts
from events.actions.host import delete_hosts
from events.actions.purge.answers import delete_answers_of
from events.contacts.links import HOST_KEYS, PREFIXES, Keyed, key_for
from events.contacts.rsvps import occurrence_key
from events.contacts.trust import trust_key
from events.messages import follow_recipient, leave_recipient, signing_recipient
from events.messages.webhook import webhook_recipient
from events.models import RSVP, Follow, Host, LeaveLink, SignatureInvitation, TrustedHost, Webhook
from notifications.actions import forget

ROWS_TOGETHER = 500
RECIPIENTS: dict[type[Keyed], Callable[[int], str]] = {
    Follow: follow_recipient,
    LeaveLink: leave_recipient,
    SignatureInvitation: signing_recipient,
    Webhook: webhook_recipient,
}


def forget_keyless(names: Collection[str], *, now: dt.datetime) -> int:
    """Deletes the rows, with what was owed to them, whose key is not among `names`; returns how many. In the
    transaction around it."""
    dates = RSVP.objects.order_by().values_list("occurrence", flat=True).distinct()
    number = delete_answers_of([pk for pk in dates if occurrence_key(pk) not in names], now=now)
    for model in PREFIXES:
        number += _forget_hosts(names, now=now) if model is Host else _forget(model, names, now=now)
    trusting = TrustedHost.objects.values_list("organization", flat=True).distinct()
    number += _delete(TrustedHost, "organization", [pk for pk in trusting if trust_key(pk) not in names])
    return number + forget_keyless_accounts(names)


def _forget(model: type[Keyed], names: Collection[str], *, now: dt.datetime) -> int:
    pks = [pk for pk in model._default_manager.values_list("pk", flat=True) if key_for(model, pk) not in names]
    if recipient := RECIPIENTS.get(model):
        for start in range(0, len(pks), ROWS_TOGETHER):
            forget(map(recipient, pks[start : start + ROWS_TOGETHER]), now=now)
    return _delete(model, "pk", pks)


def _forget_hosts(names: Collection[str], *, now: dt.datetime) -> int:
    """Of which nothing says any more whom to write to. What they proposed in public stays."""
    addressed = Host.objects.filter(sealed_address__isnull=False)
    hosts = [host for host in addressed if f"{HOST_KEYS}{host.pk}" not in names]
    delete_hosts(hosts, now=now)
    return len(hosts)


def _delete(model: type[Model], column: str, values: list[int]) -> int:
    number = 0
    for start in range(0, len(values), ROWS_TOGETHER):
        some = {f"{column}__in": values[start : start + ROWS_TOGETHER]}
        number += model._default_manager.filter(**some).delete()[1].get(model._meta.label, 0)
    return number
