"""A text from elsewhere while it is being looked through: locked, gone on with, taken over in batches, erased."""

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.keys import destroy_keys
from events.contacts.links import Held, key_of
from events.errors import EditClash, EventsError

BATCH = 50  # actions in one transaction: other writers wait no longer than that
H = TypeVar("H", bound=Held)


class ListGone(EventsError):
    """It was taken over by somebody else, or erased."""


def lock_held(held: H, *, version: int | None) -> H:
    """The row, held until the transaction ends. Raises EditClash where somebody has gone on with it since,
    ListGone."""
    rows = cast("QuerySet[H]", type(held)._default_manager.all())
    stands = rows.select_for_update().filter(pk=held.pk).first()
    if stands is None:
        raise ListGone(_("This list has been taken over already."))
    if version is not None and version != stands.version:
        raise EditClash(
            _("Somebody has gone on with this list since you opened it. What you typed stands below: send it again."),
            theirs={"version": stands.version},
        )
    return stands


def save_answers(held: H, *, of: H) -> int:
    """Of a locked row: as they are sealed in `of`, which is the same one. Returns its next version."""
    held.sealed_answers = of.sealed_answers
    held.version += 1
    held.save(update_fields=["sealed_answers", "version"])
    return held.version


def erase_held(held: Held, *, version: int | None = None) -> None:
    """Key and row; with a `version` only if nobody has gone on with it."""
    rows = type(held)._default_manager.filter(pk=held.pk)
    if version is not None:
        rows = rows.filter(version=version)
    if rows.delete()[0] or version is None:
        destroy_keys([key_of(held)])


def do_in_batches(held: Held, work: Sequence[Callable[[], None]], *, version: int | None) -> int | None:
    """The row has another version after each batch: whoever presses a button meanwhile is told, and makes nothing
    twice. Returns the last one."""
    for start in range(0, len(work), BATCH):
        with transaction.atomic():
            stands = lock_held(held, version=version)
            for step in work[start : start + BATCH]:
                step()
            version = save_answers(stands, of=held)
    return version
