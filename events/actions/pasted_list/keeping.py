"""A pasted list while it is being looked through: sealed with a key of its own, erased once it is settled."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.keys import destroy_keys
from accounts.models import User
from events.contacts.links import key_of, seal_texts
from events.errors import EditClash, EventsError
from events.models import Call, PastedList
from events.permissions import check_editor

MOST_BYTES = 200_000
MOST_ACTIONS = 500


class ListGone(EventsError):
    """It was taken over by somebody else, or erased."""


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
        stands = lock_list(pasted, version=version)
        save_answers(stands, of=pasted)
    return stands


def save_answers(pasted: PastedList, *, of: PastedList) -> int:
    """Of a locked list: as they are sealed in `of`, which is the same list. Returns its next version."""
    pasted.sealed_answers = of.sealed_answers
    pasted.version += 1
    pasted.save(update_fields=["sealed_answers", "version"])
    return pasted.version


def discard_list(pasted: PastedList, *, by: User | None) -> None:
    """Nothing of it was taken over that is not an action already. Safe to call twice."""
    check_editor(by, pasted.call.statement.organization)
    erase_list(pasted)


def erase_list(pasted: PastedList, *, version: int | None = None) -> None:
    """Key and row; with a `version` only if nobody has gone on with it."""
    rows = PastedList.objects.filter(pk=pasted.pk)
    if version is not None:
        rows = rows.filter(version=version)
    if rows.delete()[0] or version is None:
        destroy_keys([key_of(pasted)])


def lock_list(pasted: PastedList, *, version: int | None) -> PastedList:
    """The row, held until the transaction ends. Raises EditClash where somebody has gone on with it since,
    ListGone."""
    stands = PastedList.objects.select_for_update().filter(pk=pasted.pk).first()
    if stands is None:
        raise ListGone(_("This list has been taken over already."))
    if version is not None and version != stands.version:
        raise EditClash(
            _("Somebody has gone on with this list since you opened it. What you typed stands below: send it again."),
            theirs={"version": stands.version},
        )
    return stands
