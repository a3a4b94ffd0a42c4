"""What the holder of a link can do: confirm, change, take back, erase, ask for no more mail."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import restore_mail_budget
from events.actions.invitation import remember_identities
from events.actions.seats import check_open, fitting_attendance, give_back_seats, is_open, lock_dates, take_seats
from events.contacts.former_links import delete_answers
from events.contacts.undo import Answered
from events.errors import EventsError
from events.messages import batch_recipient, rsvp_recipient
from events.messages.announcement import hand_on
from events.messages.change_told import known_before, owed_cancelled_told, owed_change_told
from events.messages.confirmation import owed_confirmed
from events.messages.invitation import owed_invitation
from events.messages.reminder import owed_reminders, renew_reminders
from events.models import RSVP, Occurrence
from events.reminder_rules import AS_SET, OWN_CHOICES
from events.rsvp_links import TO_CONFIRM, OpenLink
from events.texts import clean_choice
from notifications.actions import forget, owe

State = RSVP.State
# So often may somebody take their invitations back: each time is a mail.
MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Ids of the answers that count now, and of those for which there was no room."""

    confirmed: tuple[int, ...]
    full: tuple[int, ...]


def confirm_batch(link: OpenLink, *, also: Collection[int] = (), now: dt.datetime) -> Confirmed:
    """Takes the places of all that the link shows and, of the others made with the same address, of those in `also`.

    Whoever comes too late is told so and nothing is held for them; they may try again while their row is there.
    Safe to call twice. Raises KeysUnavailable.
    """
    with transaction.atomic():
        confirmed = confirm_rsvps([*link.batch, *(rsvp for rsvp in link.others if rsvp.pk in also)], now=now)
        _answered(link)
    return confirmed


@transaction.atomic
def confirm_rsvps(rsvps: Iterable[RSVP], *, now: dt.datetime) -> Confirmed:
    """Takes the places of answers whose address is known to be right. Safe to call twice."""
    rsvps = list(rsvps)
    dates = lock_dates({rsvp.occurrence_id for rsvp in rsvps})
    rows = _lock_rows([rsvp.pk for rsvp in rsvps], dates, states=TO_CONFIRM)
    now_confirmed = [row for row in rows if _confirm(row, now=now)]
    full = [row.pk for row in rows if row.state == State.FULL]
    owe_confirmed(now_confirmed, now=now)
    return Confirmed(tuple(row.pk for row in now_confirmed), tuple(full))


def retry_rsvp(link: OpenLink, rsvp_id: int, *, party_size: int, now: dt.datetime) -> bool:
    """Once more for an answer for which there was no room, perhaps with fewer people. True if it counts now."""
    _check_party(party_size)
    with transaction.atomic():
        row = _lock_own(link, rsvp_id)
        if row.state != State.FULL:
            return row.is_confirmed
        row.party_size = party_size
        row.save(update_fields=["party_size"])
        has_room = _confirm(row, now=now)
        owe_confirmed([row] if has_room else [], now=now)
        _answered(link)
    return has_room


def change_rsvp(
    link: OpenLink, rsvp_id: int, *, answer: str, attendance: str, party_size: int, now: dt.datetime
) -> RSVP:
    """Another answer. Raises EventsError naming the field, also where there is no room for it: then the old stands."""
    clean_choice(answer, field="answer", among=[RSVP.Answer.GOING, RSVP.Answer.MAYBE])
    clean_choice(attendance, field="attendance", among=RSVP.Attendance.values)
    _check_party(party_size)
    with transaction.atomic():
        row = _lock_own(link, rsvp_id)
        check_open(row.occurrence, now=now)
        if not row.is_confirmed:
            raise EventsError(_("Confirm this answer first."))
        before = Answered.of(row)
        fitting = fitting_attendance(row.occurrence, attendance)
        after = replace(before, answer=answer, attendance=fitting, party_size=party_size)
        if before != after or row.asked_again_at is not None:
            _take_answer(row, after, now=now)
            if before != after and _gets_mail(row):
                renew_reminders([row], now=now)
                owe([owed_change_told(row, before, now=now)], now=now)
        _answered(link)
    return row


def keep_answer(link: OpenLink, rsvp_id: int, *, now: dt.datetime) -> RSVP:
    """Asked again because the day is another one: yes, still. Safe to call twice."""
    with transaction.atomic():
        row = _lock_own(link, rsvp_id)
        row.asked_again_at = None
        row.save(update_fields=["asked_again_at"])
        _answered(link)
    return row


def cancel_rsvp(link: OpenLink, rsvp_id: int, *, now: dt.datetime) -> bool:
    """Not coming: the places are free at once. What was confirmed by mail is erased when a mail has said so, anything
    else now. True if it is erased already."""
    with transaction.atomic():
        row = _lock_own(link, rsvp_id)
        _answered(link)
        if row.state != State.CONFIRMED or not _gets_mail(row):
            erase_locked([row], now=now)
            return True
        before = known_before(row)
        give_back_seats(row)
        hand_on([row], now=now)
        forget([rsvp_recipient(row.pk)], now=now)
        row.state, row.settled_at = State.CANCELLED, now
        row.invitation_step += 1
        row.save(update_fields=["state", "settled_at", "invitation_step"])
        owe([owed_cancelled_told(row, before, now=now)], now=now)
    return False


def erase_rsvps(rsvps: Iterable[RSVP], *, now: dt.datetime) -> int:
    """Everything about these answers, now; no mail says so. Safe to call twice. Returns how many there were."""
    rsvps = list(rsvps)
    with transaction.atomic():
        dates = lock_dates(rsvp.occurrence_id for rsvp in rsvps)
        rows = _lock_rows([rsvp.pk for rsvp in rsvps], dates)
        return erase_locked(rows, now=now)


def set_mail(link: OpenLink, *, wants_mail: bool, now: dt.datetime) -> None:
    """No more mail about these answers, or again; what nobody has confirmed goes. Safe to call twice."""
    with transaction.atomic():
        dates = lock_dates(rsvp.occurrence_id for rsvp in link.batch)
        rows = _lock_rows([rsvp.pk for rsvp in link.batch], dates)
        _answered(link)
        if not wants_mail:
            forget([rsvp_recipient(row.pk) for row in rows], now=now)
            forget({batch_recipient(row.batch) for row in rows}, now=now)
            erase_locked([row for row in rows if row.state != State.CONFIRMED], now=now)
        kept = [row for row in rows if row.state == State.CONFIRMED]
        changed = [row for row in kept if row.wants_mail != wants_mail]
        for row in changed:
            row.wants_mail, row.reminders_since = wants_mail, now
        RSVP.objects.bulk_update(changed, ["wants_mail", "reminders_since"])
        if wants_mail:
            renew_reminders([row for row in changed if row.can_be_reached], now=now)


def choose_reminders(link: OpenLink, *, choice: str, now: dt.datetime) -> None:
    """When somebody who comes is reminded: as the hosts have set, at hours of their own, or never. For all dates of the
    link. Safe to call twice. Raises EventsError naming reminders."""
    clean_choice(choice, field="reminders", among=[AS_SET, *OWN_CHOICES])
    with transaction.atomic():
        dates = lock_dates(rsvp.occurrence_id for rsvp in link.batch)
        rows = _lock_rows([rsvp.pk for rsvp in link.batch], dates, states=[State.CONFIRMED])
        changed = [row for row in rows if row.reminders != choice]
        for row in changed:
            row.reminders, row.reminders_since = choice, now
        RSVP.objects.bulk_update(changed, ["reminders", "reminders_since"])
        renew_reminders([row for row in changed if _gets_mail(row)], now=now)
        _answered(link)


def set_invitation(link: OpenLink, *, is_wanted: bool, now: dt.datetime) -> None:
    """Calendar entries that keep themselves up to date, for all that was answered with this link, or none any more:
    then a last mail takes them away. Safe to call twice. Raises EventsError."""
    with transaction.atomic():
        dates = lock_dates(rsvp.occurrence_id for rsvp in link.batch)
        rows = _lock_rows([rsvp.pk for rsvp in link.batch], dates, states=[State.CONFIRMED])
        _answered(link)
        rows = [row for row in rows if _gets_mail(row) and row.wants_invitation != is_wanted]
        rows = [row for row in rows if is_open(row.occurrence, now=now)]
        if any(row.invitation_step >= MOST_STEPS for row in rows):
            raise EventsError(_("That was changed often enough. It stays as it is."))
        for row in rows:
            row.wants_invitation = is_wanted
            row.invitation_step += 0 if is_wanted else 1
        RSVP.objects.bulk_update(rows, ["wants_invitation", "invitation_step"])
        remember_identities(rows)
        owe([owed_invitation(row, now=now) for row in rows], now=now)


def erase_locked(rows: Sequence[RSVP], *, now: dt.datetime) -> int:
    """As `erase_rsvps`, for rows that are locked with their dates."""
    for row in rows:
        if row.is_confirmed:
            give_back_seats(row)
    hand_on(rows, now=now)
    gone, ended = delete_answers(RSVP.objects.filter(pk__in=[row.pk for row in rows]))
    forget([*map(rsvp_recipient, gone), *map(batch_recipient, ended)], now=now)
    return len(rows)


def _check_party(size: int) -> None:
    """Raises EventsError."""
    if not 1 <= size <= 10:
        raise EventsError(_("A whole number from 1 to %(max)s.") % {"max": 10}, field="party_size")


def _lock_rows(ids: Sequence[int], dates: dict[int, Occurrence], *, states: Sequence[str] = ()) -> list[RSVP]:
    """The rows as they stand, with their locked dates; the purge waits for them too."""
    rows = RSVP.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    rows = rows.filter(state__in=states) if states else rows
    locked = []
    for row in rows:
        row.occurrence = dates[row.occurrence_id]
        locked.append(row)
    return sorted(locked, key=lambda row: (row.occurrence.starts_at, row.pk))


def _lock_own(link: OpenLink, rsvp_id: int) -> RSVP:
    """An answer that this link shows. Raises EventsError."""
    own = next((rsvp for rsvp in link.batch if rsvp.pk == rsvp_id), None)
    rows = _lock_rows([rsvp_id], lock_dates([own.occurrence_id])) if own else []
    if not rows:
        raise EventsError(_("This answer is no longer there."))
    return rows[0]


def _confirm(row: RSVP, *, now: dt.datetime) -> bool:
    """Takes its places; False where there is no room or nothing to come to."""
    if not is_open(row.occurrence, now=now):
        return False
    row.attendance = fitting_attendance(row.occurrence, row.attendance)
    has_room = take_seats(row)
    row.state = State.CONFIRMED if has_room else State.FULL
    row.confirmed_at, row.settled_at = (now, None) if has_room else (None, now)
    row.save(update_fields=["attendance", "state", "confirmed_at", "settled_at"])
    return has_room


def _take_answer(row: RSVP, answer: Answered, *, now: dt.datetime) -> None:
    """Gives back the old places and takes the new ones. Raises EventsError: nothing is saved then."""
    give_back_seats(row)
    if row.answer != answer.answer:
        row.reminders_since = now
    row.answer, row.attendance, row.party_size = answer.answer, answer.attendance, answer.party_size
    if not take_seats(row):
        raise EventsError(_("There is no room for that many people. Your answer stays as it was."), field="party_size")
    row.asked_again_at = None
    row.save(update_fields=["answer", "attendance", "party_size", "asked_again_at", "reminders_since"])


def owe_confirmed(rows: Sequence[RSVP], *, now: dt.datetime) -> None:
    batches: dict[int, list[RSVP]] = defaultdict(list)
    for row in rows:
        if _gets_mail(row):
            batches[row.batch].append(row)
    remember_identities(row for batch in batches.values() for row in batch)
    owed = [owed_confirmed(batch, now=now) for batch in batches.values()]
    several = [row for batch in batches.values() if len(batch) > 1 for row in batch]
    owed += [owed_invitation(row, now=now) for row in several if row.wants_invitation]
    owed += [reminder for batch in batches.values() for row in batch for reminder in owed_reminders(row)]
    owe(owed, now=now)


def _gets_mail(row: RSVP) -> bool:
    return row.can_be_reached and row.wants_mail and not settings.EMAIL_IS_OFF


def _answered(link: OpenLink) -> None:
    """The link was used: the next mail may go."""
    if link.address is not None:
        restore_mail_budget(link.address)
