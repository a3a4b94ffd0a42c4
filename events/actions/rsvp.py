"""Somebody says that they come: to one or several dates of an event, with an address or without."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import take_mail_budget
from events.actions.seats import check_open, fitting_attendance, lock_dates, take_seats
from events.contacts.rsvps import make_occurrence_keys, seal_contact, seal_name
from events.contacts.sealing import Contact, hash_address
from events.errors import EventsError
from events.identifiers import new_id
from events.messages.confirmation import owed_confirmation
from events.models import RSVP, Event, Occurrence
from events.texts import clean_choice, clean_contact, clean_line, known_language
from notifications.actions import owe

MOST_DATES = 12
LARGEST_PARTY = 10
NAME_LENGTH = 80
# A date that was purged takes no answer until nothing of the purge can be under way.
PURGE_TAKES = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody typed. `address` is None for those whom no mail shall reach."""

    answer: str = RSVP.Answer.GOING
    attendance: str = RSVP.Attendance.IN_PERSON
    party_size: int = 1
    address: str | None = field(default=None, repr=False)
    name: str = field(default="", repr=False)
    language: str = "en"
    wants_invitation: bool = False

    def checked(self) -> Self:
        """Raises EventsError naming answer, attendance, party_size, email or name."""
        clean_choice(self.answer, field="answer", among=[RSVP.Answer.GOING, RSVP.Answer.MAYBE])
        clean_choice(self.attendance, field="attendance", among=RSVP.Attendance.values)
        if not 1 <= self.party_size <= LARGEST_PARTY:
            raise EventsError(_("A whole number from 1 to %(max)s.") % {"max": LARGEST_PARTY}, field="party_size")
        without_mail = _("This site sends no mail. Leave the address empty.")
        return replace(
            self,
            address=None if self.address is None else clean_contact(self.address, without_mail=without_mail),
            name=clean_line(self.name, field="name", length=NAME_LENGTH),
            language=known_language(self.language),
        )


def join_occurrences(event: Event, occurrences: Sequence[Occurrence], *, wish: Wish, now: dt.datetime) -> str | None:
    """One answer for each date. With an address nothing counts until the link in the mail is used, and nobody is told
    what is known of it: returns None. Without one it counts at once, apart from the others: returns the token of the
    page with the answers, to be shown once.

    Safe to send twice. Raises EventsError naming the field, KeysUnavailable.
    """
    wish = wish.checked()
    _check_dates(event, occurrences, now=now)
    keys = make_occurrence_keys(occurrence.pk for occurrence in occurrences)  # before the transaction: another database
    with transaction.atomic():
        dates = list(lock_dates(keys).values())
        for date in dates:
            check_open(date, now=now)
            _reopen(date, now=now)
        if wish.address is None:
            return _join_unreachable(dates, wish, keys, now=now)
        _join_by_mail(dates, wish, wish.address, keys, now=now)
        return None


def _check_dates(event: Event, occurrences: Sequence[Occurrence], *, now: dt.datetime) -> None:
    if not occurrences:
        raise EventsError(_("Choose at least one date."), field="dates")
    if len(occurrences) > MOST_DATES:
        raise EventsError(_("At most %(max)s dates at once.") % {"max": MOST_DATES}, field="dates")
    for occurrence in occurrences:
        if occurrence.event_id != event.pk:
            raise EventsError(_("This date belongs to another action."), field="dates")
        check_open(occurrence, now=now)


def _reopen(date: Occurrence, *, now: dt.datetime) -> None:
    """What was postponed for so long that its answers were purged, and has a date again, takes new ones."""
    if date.purged_at is None:
        return
    if date.purged_at > now - PURGE_TAKES:
        raise EventsError(_("This date takes no answers just now. Try again tomorrow."), field="dates")
    date.purged_at = None
    date.save(update_fields=["purged_at"])


def _join_unreachable(
    dates: Sequence[Occurrence], wish: Wish, keys: Mapping[int, bytes], *, now: dt.datetime
) -> str | None:
    if any(date.capacity_for(fitting_attendance(date, wish.attendance)) is not None for date in dates):
        raise EventsError(_no_places_without_address(), field="email")
    batch, tokens, rows = new_id(), [], []
    for date in dates:
        row, token = _new_row(date, wish, keys[date.pk], batch=batch, now=now)
        row.state, row.confirmed_at = RSVP.State.CONFIRMED, now
        take_seats(row)
        rows.append(row)
        tokens.append(token)
    RSVP.objects.bulk_create(rows)
    return tokens[0]


def _no_places_without_address() -> str:
    if settings.EMAIL_IS_OFF:
        return _("Places are limited here, and this site sends no mail with which you could confirm yours.")
    return _("Places are limited here: please give an e-mail address, so that yours can be confirmed.")


def _join_by_mail(
    dates: Sequence[Occurrence], wish: Wish, address: str, keys: Mapping[int, bytes], *, now: dt.datetime
) -> None:
    """New rows, and those of the same mailbox that nobody has confirmed, are one batch if a mail may go; what is
    confirmed stays as it is, since only the link proves whose it is."""
    batch = new_id()
    known = _known_rows(dates, address, keys)
    asked = [_asked_row(date, known.get(date.pk), wish, keys[date.pk], batch=batch, now=now) for date in dates]
    new = [row for row in asked if row is not None]
    may_write = take_mail_budget(address, now=now)
    with transaction.atomic():
        RSVP.objects.filter(pk__in=[row.pk for row in new]).update(batch=batch)
        owed = owed_confirmation(new or list(known.values())[:1], batch=batch if new else None, now=now)
        owe([owed], now=now)
        if not may_write:  # as much work as if a mail went: how long it takes tells nobody that it does not
            transaction.set_rollback(True)


def _known_rows(dates: Sequence[Occurrence], address: str, keys: Mapping[int, bytes]) -> dict[int, RSVP]:
    """The rows of this mailbox by date, in the order of the dates."""
    hashes = [hash_address(address, key=keys[date.pk]) for date in dates]
    rows = RSVP.objects.filter(occurrence__in=[date.pk for date in dates], address_hash__in=hashes)
    known = {row.occurrence_id: row for row in rows.select_related("occurrence")}
    return {date.pk: known[date.pk] for date in dates if date.pk in known}


def _asked_row(
    date: Occurrence, known: RSVP | None, wish: Wish, key: bytes, *, batch: int, now: dt.datetime
) -> RSVP | None:
    """The row that waits for confirmation; None where the mailbox has a confirmed one."""
    row, _token = _new_row(date, wish, key, batch=batch, now=now)
    if known is not None and known.is_confirmed:
        RSVP.objects.filter(pk=known.pk).update(batch=known.batch)  # takes as long as what the others cost
        return None
    if known is None:
        row.save(force_insert=True)
        return row
    return _renewed(known, row, wish, key)


def _renewed(known: RSVP, row: RSVP, wish: Wish, key: bytes) -> RSVP:
    """What was typed last stands, under the link that was sent first."""
    typed = ("answer", "attendance", "party_size", "language", "wants_invitation")
    for name in (*typed, "wants_mail", "state", "created_at", "settled_at"):
        setattr(known, name, getattr(row, name))
    seal_name(known, wish.name, key=key)
    known.save()
    return known


def _new_row(date: Occurrence, wish: Wish, key: bytes, *, batch: int, now: dt.datetime) -> tuple[RSVP, str]:
    token = secrets.token_urlsafe(32)
    row = RSVP(
        occurrence=date,
        batch=batch,
        answer=wish.answer,
        attendance=fitting_attendance(date, wish.attendance),
        party_size=wish.party_size,
        language=wish.language,
        wants_invitation=wish.wants_invitation and wish.address is not None,
        created_at=now,
    )
    seal_contact(row, contact=Contact(token=token, address=wish.address, name=wish.name), key=key)
    return row, token
