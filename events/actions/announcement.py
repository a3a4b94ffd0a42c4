"""What concerns many who are coming: one row per date, unfolded into messages by the planner."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from events.messages import topic_of
from events.messages.webhook import owed_changes
from events.models import RSVP, Announcement, Occurrence
from events.remembered import Remembered
from notifications.actions import owe, withdraw_all
from notifications.doorbell import ring_for_plan_on_commit
from notifications.models import Delivery


@dataclass(frozen=True, slots=True)
class Change:
    """`old` is what the public was shown before; what it is shown now is read from the row."""

    occurrence: Occurrence
    kind: str
    old: Remembered
    asks_again: bool = False


def announce(changes: Sequence[Change], *, now: dt.datetime) -> list[Announcement]:
    """Tell everybody who is coming. Call it in the transaction of the change, after the rows are saved.

    Only of dates that the public knows and that are not over for good. What was prepared about them is prepared anew;
    the planner makes a message for each person of it (events/messages/announcement.py). Webhooks are told at once.
    """
    told = [change for change in changes if _concerns_somebody(change, now)]
    announcements = Announcement.objects.bulk_create(_announcement(change, now) for change in told)
    withdraw_prepared([change.occurrence.pk for change in told], now=now)
    if told:
        owe(owed_changes(announcements, now=now), now=now)
        ring_for_plan_on_commit()
    return announcements


def withdraw_prepared(dates: Collection[int], *, now: dt.datetime) -> None:
    """Nothing that was prepared about the dates with these ids goes out before it is prepared anew. Of those whom
    somebody has answered, or about which something is still to come: hosts are written to also where nobody comes."""
    answered = RSVP.objects.filter(occurrence__in=dates).order_by().values_list("occurrence", flat=True).distinct()
    names = {topic_of(pk) for pk in dates}
    waiting = Delivery.objects.unsettled().filter(topic__in=names).order_by().values_list("topic", flat=True)
    withdraw_all({*(topic_of(pk) for pk in answered), *waiting.distinct()}, now=now)


def _concerns_somebody(change: Change, now: dt.datetime) -> bool:
    was_postponed = change.old.state == Occurrence.State.POSTPONED
    return bool(change.occurrence.date_slug) and (was_postponed or not change.occurrence.is_past(at=now))


def _announcement(change: Change, now: dt.datetime) -> Announcement:
    return Announcement(
        event_id=change.occurrence.event_id,
        occurrence=change.occurrence,
        kind=change.kind,
        old=change.old.as_json(),
        new=Remembered.of(change.occurrence).as_json(),
        asks_again=change.asks_again,
        created_at=now,
    )
