"""A pasted list while it is being looked through: sealed with a key of its own, erased once it is settled."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.actions.held_text import erase_held, lock_held, save_answers
from events.contacts.links import seal_texts
from events.errors import EventsError
from events.models import Call, PastedList
from events.permissions import check_editor

MOST_BYTES = 200_000
MOST_ACTIONS = 500


def keep_list(call: Call, *, text: str, by: User | None, now: dt.datetime) -> PastedList:
    """Raises EventsError while nobody could answer the call, KeysUnavailable."""
    check_editor(by, call.statement.organization)
    if not call.statement.is_published:
        raise EventsError(_("The statement of this call is not published yet."))
    pasted = PastedList(call=call, created_by=by, created_at=now)
    seal_texts(pasted, text=text)
    pasted.save(force_insert=True)
    return pasted


def keep_answers(pasted: PastedList, *, answers: str, by: User | None, version: int | None) -> PastedList:
    """What was typed so far (JSON), for whoever goes on with the list. Raises EditClash, KeysUnavailable."""
    check_editor(by, pasted.call.statement.organization)
    seal_texts(pasted, answers=answers)
    with transaction.atomic():
        stands = lock_held(pasted, version=version)
        save_answers(stands, of=pasted)
    return stands


def discard_list(pasted: PastedList, *, by: User | None) -> None:
    """Nothing of it was taken over that is not an action already. Safe to call twice."""
    check_editor(by, pasted.call.statement.organization)
    erase_held(pasted)
