"""Somebody has looked at what was proposed: it is published, or sent back with a reason; its host may be trusted."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.actions.proposal import lock_proposal, publish_proposal
from events.contacts.trust import hash_for_trust
from events.errors import EventsError
from events.hosts import address_of
from events.messages.host import owed_sent_back
from events.models import Event, Proposal, TrustedHost
from events.permissions import check_editor
from events.texts import clean_text
from notifications.actions import owe

REASON_LENGTH = 500
State = Proposal.State


def approve_proposal(
    proposal: Proposal, *, by: User | None, now: dt.datetime, version: int | None = None, trusts_host: bool = False
) -> Event:
    """Public from now on. With `trusts_host` the next ones of this mailbox under this name need no review. Safe to
    call twice.

    Raises EventsError where another has answered otherwise or the host has changed it since; KeysUnavailable.
    """
    organization = proposal.call.statement.organization
    check_editor(by, organization)
    address = address_of(proposal.host) if trusts_host else None
    hashed = hash_for_trust(address, organization_id=organization.pk) if address else None
    with transaction.atomic():
        row = _lock(proposal, by=by)
        if row.event is None:
            _check_waits(row, version)
        event = publish_proposal(row, by=by, now=now)
        if hashed is not None:
            _trust(row, address_hash=hashed, by=by, now=now)
    return event


@transaction.atomic
def send_back_proposal(
    proposal: Proposal, *, reason: str, by: User | None, now: dt.datetime, version: int | None = None
) -> Proposal:
    """Its host is told why, and can change it and send it again. Safe to call twice. Raises EventsError naming
    `reason`, or where another has answered otherwise or the host has changed it since."""
    reason = clean_text(reason, field="reason", length=REASON_LENGTH, required=True)
    row = _lock(proposal, by=by)
    if row.state == State.SENT_BACK:
        return row
    _check_waits(row, version)
    row.state, row.reason, row.settled_at, row.settled_by = State.SENT_BACK, reason, now, by
    row.save(update_fields=["state", "reason", "settled_at", "settled_by"])
    owe([owed_sent_back(row, now=now)], now=now)
    return row


@transaction.atomic
def send_back_all(proposals: Iterable[Proposal], *, reason: str, by: User | None, now: dt.datetime) -> int:
    """Those of `proposals` that wait still, with one reason; returns how many. Raises EventsError naming `reason`."""
    number = 0
    for proposal in sorted(proposals, key=lambda one: one.pk):
        row = _lock(proposal, by=by)
        if row.state == State.WAITING:
            send_back_proposal(row, reason=reason, by=by, now=now)
            number += 1
    return number


def revoke_trust(trusted: TrustedHost, *, by: User | None) -> None:
    """Their next ones are looked at again; what is public stays. Safe to call twice."""
    check_editor(by, trusted.organization)
    TrustedHost.objects.filter(pk=trusted.pk).delete()


def _lock(proposal: Proposal, *, by: Any) -> Proposal:
    row = lock_proposal(proposal)
    check_editor(by, row.call.statement.organization)
    return row


def _check_waits(row: Proposal, version: int | None) -> None:
    if row.state == State.APPROVED:
        raise EventsError(_("Somebody else has approved it already."))
    if row.state == State.SENT_BACK:
        raise EventsError(_("Somebody else has sent it back already."))
    if row.state != State.WAITING:
        raise EventsError(_("Its host has withdrawn it."))
    if version is not None and version != row.version:
        raise EventsError(_("Its host has changed it since you opened this page. Look at it again."))


def _trust(row: Proposal, *, address_hash: str, by: User | None, now: dt.datetime) -> None:
    known = {"name": row.host_name, "trusted_by": by, "trusted_at": now}
    TrustedHost.objects.update_or_create(
        organization=row.call.statement.organization, address_hash=address_hash, defaults=known
    )
