"""The links of answers that are gone, while others made in one go with them are left."""

from collections.abc import Collection

from django.db import transaction

from events.models import RSVP, FormerLink
from events.querysets.rsvp import RSVPQuerySet


def delete_answers(rsvps: RSVPQuerySet) -> tuple[set[int], set[int]]:
    """Deletes these answers; the link of each opens what is left of its batch, as long as something is.

    Returns the ids that are gone, and the batches of which nothing is left. They are locked first: what somebody
    is changing just now stays if it does not fit the filter of `rsvps` any more.
    """
    with transaction.atomic():
        rows = rsvps.select_for_update().order_by("pk").values_list("pk", "batch", "token_sha256")
        gone = {pk: (batch, sha256) for pk, batch, sha256 in rows}
        RSVP.objects.filter(pk__in=gone).delete()
        ended = _ended({batch for batch, _sha256 in gone.values()})
        left = [FormerLink(token_sha256=sha256, batch=batch) for batch, sha256 in gone.values() if batch not in ended]
        FormerLink.objects.bulk_create(left, ignore_conflicts=True)
        FormerLink.objects.filter(batch__in=ended).delete()
    return set(gone), ended


def batch_behind(sha256: str) -> int | None:
    """Whose answers the link of this token opens: those made in one go with the one that it was made for."""
    batches = RSVP.objects.filter(token_sha256=sha256).values_list("batch", flat=True)
    former = FormerLink.objects.filter(token_sha256=sha256).values_list("batch", flat=True)
    return next((rows[0] for rows in (batches[:1], former[:1]) if rows), None)


def take_back_link(sha256: str) -> int | None:
    """The link becomes that of an answer again: its batch, as long as something of it is left."""
    batch = batch_behind(sha256)
    FormerLink.objects.filter(token_sha256=sha256).delete()
    return batch


def _ended(batches: Collection[int]) -> set[int]:
    return set(batches) - set(RSVP.objects.filter(batch__in=batches).values_list("batch", flat=True))
