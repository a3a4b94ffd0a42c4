"""Somebody proposes an action under a call: sent, confirmed by mail, sent again, withdrawn, published as an event."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import restore_mail_budget, take_mail_budget
from accounts.keys import destroy_keys
from accounts.models import User
from events.actions.co_host import invite_co_host
from events.actions.event import create_event, publish_event
from events.actions.host import erase_hosts, seal_new_link
from events.actions.kit import kit_of
from events.actions.offer import Offer, takes_offers, write_offer
from events.actions.signature import add_listed_name
from events.contacts.links import key_of
from events.contacts.trust import find_trust
from events.errors import EventsError
from events.hosts import address_of
from events.messages import host_recipient
from events.messages.host import owed_host_link, owed_online, owed_proposal
from events.messages.notice import owed_notices
from events.models import Call, Event, Host, ListedName, Proposal
from events.permissions import check_editor
from events.reading.claimed_names import claimer_of
from events.texts import clean_contact, known_language
from notifications.actions import forget, owe

State = Proposal.State
UNSETTLED = (State.WAITING, State.SENT_BACK)


def propose_action(call: Call, *, offer: Offer, address: str, language: str, now: dt.datetime) -> None:
    """Nothing is asked of anybody until the link in the mail is used, and nobody is told what is known of the address.

    Raises EventsError naming the field, KeysUnavailable.
    """
    _check_call(call, now=now)
    offer = offer.checked(call, now=now)
    to = clean_contact(address)
    host = Host(language=known_language(language), created_at=now)
    seal_new_link(host, address=to, now=now)  # before the transaction: the key is in another database
    with transaction.atomic():
        host.save(force_insert=True)
        proposal = Proposal(call=call, host=host, language=call.statement.language, created_at=now)
        write_offer(proposal, offer)
        proposal.save(force_insert=True)
        may_write = take_mail_budget(to, now=now)
        with transaction.atomic():
            owe([owed_proposal(host, now=now)], now=now)
            if not may_write:  # as much work as if a mail went: how long it takes tells nobody that it does not
                transaction.set_rollback(True)


def confirm_proposals(
    proposals: Iterable[Proposal], *, address: str | None, now: dt.datetime, link_of: Host | None = None
) -> list[Proposal]:
    """Proposals of a mailbox whose link was used: each waits for review, or is public at once where the organisation
    trusts its host. Their links go out by mail, without that of `link_of`, which is open. Safe to call twice.

    Returns those that are confirmed now. Raises EventsError where a call takes none any more, KeysUnavailable.
    """
    wanted = list(proposals)
    trusted = {one.pk: _is_trusted(address, one.call, one.host_name) for one in wanted}
    with transaction.atomic():
        rows = [lock_proposal(one) for one in wanted]
        confirmed = [row for row in rows if row.state == State.UNCONFIRMED]
        for row in confirmed:
            _check_call(row.call, now=now)
            Host.objects.filter(pk=row.host_id).update(confirmed_at=now)
            _send_to_review(row, is_trusted=trusted[row.pk], now=now)
        others = [row for row in confirmed if link_of is None or row.host_id != link_of.pk]
        owe([owed_host_link(row.host, now=now) for row in others if row.state == State.WAITING], now=now)
        if address is not None:
            restore_mail_budget(address)
    return confirmed


def resend_proposal(proposal: Proposal, *, offer: Offer, now: dt.datetime) -> Proposal:
    """Corrected by its host while it waits or after it was sent back. Raises EventsError naming the field."""
    _check_call(proposal.call, now=now)
    offer = offer.checked(proposal.call, now=now)
    is_trusted = _is_trusted(address_of(proposal.host), proposal.call, offer.host_name)
    with transaction.atomic():
        row = lock_proposal(proposal)
        if row.state not in UNSETTLED:
            raise EventsError(_("This proposal is settled already."))
        write_offer(row, offer)
        row.reason, row.settled_at, row.settled_by = "", None, None
        row.version += 1
        _send_to_review(row, is_trusted=is_trusted, now=now)
    return row


def withdraw_proposal(proposal: Proposal, *, now: dt.datetime) -> None:
    """Taken back by its host, whose address and its key go at once; what nobody has confirmed goes as a whole. Safe to
    call twice. Raises EventsError for what is public already."""
    with transaction.atomic():
        row = lock_proposal(proposal)
        if row.state == State.APPROVED:
            raise EventsError(_("It is public already. Cancel it, so that those who know it learn of it."))
        if row.state in UNSETTLED:
            row.state, row.reason, row.settled_at = State.WITHDRAWN, "", now
            row.save(update_fields=["state", "reason", "settled_at"])
            Host.objects.filter(pk=row.host_id).update(sealed_address=None)
            forget([host_recipient(row.host_id)], now=now)
    if row.state == State.UNCONFIRMED:
        erase_hosts([row.host], now=now)
    else:  # after the row: somebody may have published it. A key that is left when this breaks off is swept.
        destroy_keys([key_of(row.host)])


@transaction.atomic
def publish_proposal(proposal: Proposal, *, by: User | None, now: dt.datetime) -> Event:
    """It becomes a public event of the organisation that calls, with the group as its listed host, and its host is
    sent the link to it. An organisation that has claimed the name of the group is asked whether it hosts it too, and is
    not named before it says yes. `by` None: nobody looked, its host is trusted. Safe to call twice.

    Raises EventsError where it does not wait for review, or its day is over.
    """
    row = lock_proposal(proposal)
    check_editor(by, row.call.statement.organization)
    if row.event is not None:
        return row.event
    if row.state != State.WAITING:
        raise EventsError(_("This proposal does not wait for an answer any more."))
    event = _create_event(row, by=by, now=now)
    Host.objects.filter(pk=row.host_id).update(event=event)
    row.event, row.state, row.settled_at, row.settled_by = event, State.APPROVED, now, by
    row.save(update_fields=["event", "state", "settled_at", "settled_by"])
    owe([owed_online(row.host, now=now)], now=now)
    return event


def lock_proposal(proposal: Proposal) -> Proposal:
    """The row as it stands, held until the transaction ends. Raises EventsError if it is gone. Its event is read after
    the lock: whoever held it before may have made it."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related(
        "call__statement__organization", "call__statement__current", "host__user"
    )
    row = rows.filter(pk=proposal.pk).first()
    if row is None:
        raise EventsError(_("This proposal is no longer there."))
    return row


def _send_to_review(row: Proposal, *, is_trusted: bool, now: dt.datetime) -> None:
    row.state = State.WAITING
    row.save()
    if is_trusted and _is_published_at_once(row, now=now):
        return
    owe(owed_notices("proposal", row.pk, row.call.statement.organization, now=now), now=now)


def _is_published_at_once(row: Proposal, *, now: dt.datetime) -> bool:
    """What cannot be published as it is waits for somebody to look at it."""
    try:
        row.event, row.state = publish_proposal(row, by=None, now=now), State.APPROVED
    except EventsError:
        return False
    return True


def _create_event(row: Proposal, *, by: User | None, now: dt.datetime) -> Event:
    call, offer = row.call, Offer.of(row)
    offer.check_to_come(now=now)
    kit, claimer = kit_of(call, now=now), claimer_of(call.statement, row.host_name)
    listed = None if claimer else add_listed_name(call.statement, name=row.host_name, role=ListedName.Role.HOST)
    event = create_event(
        call.statement.organization,
        details=offer.details(call, kit),
        timing=offer.timing(),
        where=offer.where(),
        by=by,
        now=now,
        listed_host=listed,
        kit=kit,
    )
    if claimer is not None:
        invite_co_host(event, claimer, by=by, now=now)
    return publish_event(event, by=by, now=now)


def _check_call(call: Call, *, now: dt.datetime) -> None:
    if not takes_offers(call, now=now):
        raise EventsError(_("This call takes no proposals any more."))


def _is_trusted(address: str | None, call: Call, host_name: str) -> bool:
    """The mailbox is trusted in the name in which it was looked at, and in no other."""
    trust = find_trust(address, organization_id=call.statement.organization_id) if address else None
    return trust is not None and trust.name.casefold() == host_name.casefold()
