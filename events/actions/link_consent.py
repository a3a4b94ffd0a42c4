"""An action of one organisation under the call of another: one side asks, the other answers, each may take it back."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.permissions import can_edit
from events.actions.asking import ask, write_answer
from events.actions.details import MOST_CALLS, write_calls
from events.actions.inheriting import stop_following
from events.actions.locking import lock_event, raise_version, touch_event
from events.errors import EventsError
from events.messages.notice import owed_notices
from events.models import AnsweredCall, Call, Event, LinkConsent
from events.permissions import check_editor, check_event_owner
from notifications.actions import owe


@transaction.atomic
def ask_event(call: Call, event: Event, *, by: Any, now: dt.datetime) -> LinkConsent:
    """The side of the call asks that of the action. Accepted at once where the other side has asked already, or `by`
    organises there too. Raises EventsError."""
    check_editor(by, call.statement.organization)
    return _ask(call, event, is_asked_by_call=True, by=by, now=now)


@transaction.atomic
def ask_call(event: Event, call: Call, *, by: Any, now: dt.datetime) -> LinkConsent:
    """The side of the action asks that of the call; as `ask_event`. A call that is open to others has accepted in
    advance, unless its side has taken this very action off before. Raises EventsError."""
    check_event_owner(by, event)
    return _ask(call, event, is_asked_by_call=False, by=by, now=now)


def link_answered(row: LinkConsent, *, by: Any, now: dt.datetime) -> None:
    """What follows from the answer: after a yes the action answers the call. Whoever asked is told."""
    if row.is_given:
        _attach(row, now=now)
    said = "link-accepted" if row.is_given else "link-declined"
    owe(owed_notices(said, row.pk, _sides(row)[0], now=now), now=now)


@transaction.atomic
def detach_event(event: Event, call: Call, *, by: Any, now: dt.datetime) -> None:
    """Either side takes the action off the call; the other is told, and has to ask before it stands there again. Safe
    to call twice. Raises EventsError where `by` is of neither side."""
    is_by_call = by is None or can_edit(by, call.statement.organization)
    if not is_by_call:
        check_event_owner(by, event)
    LinkConsent.objects.select_for_update().filter(call=call, event=event).first()
    event = lock_event(event, by=None)
    if not event.answered_calls.filter(call=call).delete()[0]:
        return
    leave_call(event, call, is_by_call=is_by_call, by=by, now=now)
    raise_version(event, fields=("kit", "inherited"))
    touch_event(event, material=False, now=now)


def leave_call(event: Event, call: Call, *, is_by_call: bool, by: Any, now: dt.datetime) -> None:
    """What follows when an action no longer answers a call: it does not follow the kit (unsaved), and where they are of
    two organisations the consent of whoever has ended it is gone, and the other is told."""
    stop_following(event, call)
    if event.organization_id == call.statement.organization_id:
        return
    asked = {"asked_by": by, "asked_at": now, "is_asked_by_call": not is_by_call}
    row, _is_new = LinkConsent.objects.get_or_create(call=call, event=event, defaults=asked)
    row.is_asked_by_call = not is_by_call
    row.save(update_fields=["is_asked_by_call"])
    write_answer(row, accepts=False, by=by, now=now)
    owe(owed_notices("link-ended", row.pk, _sides(row)[0], now=now), now=now)


def _ask(call: Call, event: Event, *, is_asked_by_call: bool, by: Any, now: dt.datetime) -> LinkConsent:
    _check_known(call, event)
    if AnsweredCall.objects.filter(call=call, event=event).exists():
        raise EventsError(_("It stands under this call already."))
    about = {"call": call, "event": event}
    was_taken_off = LinkConsent.objects.taken_off().filter(**about).exists()
    row, is_new = ask(LinkConsent, about=about, by=by, now=now, is_asked_by_call=is_asked_by_call)
    _asks, answers = _sides(row)
    is_open = call.is_open_to_hosts and not is_asked_by_call and not was_taken_off
    if is_open or row.is_asked_by_call != is_asked_by_call or can_edit(by, answers):
        write_answer(row, accepts=True, by=by, now=now)
        _attach(row, now=now)
    elif is_new:
        owe(owed_notices("link", row.pk, answers, now=now), now=now)
    return row


def _check_known(call: Call, event: Event) -> None:
    """Nobody learns of what another has not published."""
    if not call.statement.is_published or not event.is_published:
        raise EventsError(_("Only what is published can be put together: publish it first."))


def _attach(row: LinkConsent, *, now: dt.datetime) -> None:
    """The quote is what the call says now."""
    event = lock_event(row.event, by=None)
    standing = [answered.call for answered in event.answered_calls.select_related("call")]
    if len(standing) >= MOST_CALLS:
        raise EventsError(_("This action answers %(max)s calls already: more is not possible.") % {"max": MOST_CALLS})
    if write_calls(event, [*standing, row.call], now=now):
        raise_version(event)
        touch_event(event, material=False, now=now)


def _sides(row: LinkConsent) -> tuple[Organization, Organization]:
    """Who asks, and who answers."""
    of_call, of_event = row.call.statement.organization, row.event.organization
    return (of_call, of_event) if row.is_asked_by_call else (of_event, of_call)
