"""What an older copy of the outbox cannot know: whether what was due since has gone."""

from datetime import datetime

from notifications.models import Delivery

RESTORED = "the site was restored from a copy made before"


def doubt_due(*, now: datetime) -> int:
    """What is due and has not ended perhaps went out meanwhile: it is not sent again by itself, and is shown so.
    Operators can have it tried again (`retry_failed`). No kind is told: nothing has become of it. Returns how many."""
    due = Delivery.objects.due(now)
    return due.update(
        state=Delivery.State.UNCERTAIN,
        reason=RESTORED,
        settled_at=now,
        lease_until=None,
        claim_token=None,
    )
