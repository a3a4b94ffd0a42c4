"""A change that was made with the link of an answer, undone by whoever gets its mail, until the action begins."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import may_write_to
from accounts.sealing import token_sha256
from events.actions.invitation import remember_identities
from events.actions.rsvp_link import owe_confirmed
from events.actions.seats import check_open, give_back_seats, lock_dates, take_seats
from events.contacts.former_links import take_back_link
from events.contacts.rsvps import make_occurrence_keys, open_token, seal_contact
from events.contacts.sealing import hash_address
from events.contacts.undo import Answered, Undo
from events.errors import EventsError
from events.identifiers import new_id
from events.messages.invitation import owed_invitation
from events.messages.reminder import renew_reminders
from events.models import RSVP, Occurrence
from notifications.actions import owe


def may_undo(occurrence: Occurrence | None, *, now: dt.datetime) -> bool:
    """What has begun stays as it is."""
    return occurrence is not None and (occurrence.is_postponed or now < occurrence.starts_at)


def undo_change(undo: Undo, *, occurrence_id: int, now: dt.datetime) -> str:
    """The answer as it was, under the link that it had, also where it was erased meanwhile, or under the one that it
    got when it was given again since; the token of that link.

    Safe to call twice. Raises EventsError where it is too late or there is no room any more, KeysUnavailable.
    """
    address = undo.contact.address or ""
    if not may_write_to(address):
        raise EventsError(_("This address is never written to again: it was asked for. Answer without an address."))
    key = make_occurrence_keys([occurrence_id])[occurrence_id]
    with transaction.atomic():
        date = lock_dates([occurrence_id]).get(occurrence_id)
        if date is None or not may_undo(date, now=now):
            raise EventsError(_("It has begun, or is gone: nothing can be undone any more."))
        check_open(date, now=now)
        rows = RSVP.objects.select_for_update().filter(occurrence=date)
        row = rows.filter(address_hash=hash_address(address, key=key)).first() or _made_again(undo, date, key, now=now)
        row.occurrence = date
        was_confirmed = row.is_confirmed
        if was_confirmed:
            give_back_seats(row)
        is_invited_anew = _choose_back(row, undo.answered, now=now)
        _take_back(row, undo, now=now)
        if was_confirmed:
            renew_reminders([row], now=now)
            remember_identities([row])
            owe([owed_invitation(row, now=now)] if is_invited_anew else [], now=now)
        else:
            owe_confirmed([row], now=now)
    return open_token(row, key=key)


def _made_again(undo: Undo, date: Occurrence, key: bytes, *, now: dt.datetime) -> RSVP:
    batch = take_back_link(token_sha256(undo.contact.token)) or new_id()
    row = RSVP(occurrence=date, batch=batch, language=undo.language, created_at=now)
    seal_contact(row, contact=undo.contact, key=key)
    return row


def _choose_back(row: RSVP, was: Answered, *, now: dt.datetime) -> bool:
    """What was chosen beside the answer, unsaved; whether its calendar entry is another one than it was just now."""
    if row.reminders != was.reminders:
        row.reminders, row.reminders_since = was.reminders, now
    if row.wants_invitation == was.wants_invitation:
        return False
    row.wants_invitation = was.wants_invitation
    row.invited_as = row.invited_as or was.invited_as
    # Taking the entry away has raised it; it rises again if it is taken away now.
    row.invitation_step = max(row.invitation_step + (not was.wants_invitation), was.invitation_step + 1)
    return True


def _take_back(row: RSVP, undo: Undo, *, now: dt.datetime) -> None:
    was = undo.answered
    if not row.is_confirmed or row.answer != was.answer:
        row.reminders_since = now
    row.answer, row.attendance, row.party_size = was.answer, was.attendance, was.party_size
    if not take_seats(row):
        raise EventsError(_("There is no room for that many people. Your answer stays as it was."))
    if not row.is_confirmed:
        row.state, row.confirmed_at, row.settled_at = RSVP.State.CONFIRMED, now, None
    row.save()
