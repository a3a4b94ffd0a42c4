"""All drafts of a call at once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from events.actions.event import publish_event
from events.actions.held_text import BATCH
from events.errors import EventsError
from events.models import Call, Event
from events.permissions import check_editor


@dataclass(slots=True)
class Published:
    """`refused` holds the drafts that could not be published, each with why."""

    events: list[Event] = field(default_factory=list)
    refused: list[tuple[Event, EventsError]] = field(default_factory=list)


def publish_drafts(call: Call, events: Iterable[Event], *, by: User | None, now: dt.datetime) -> Published:
    """Of `events` those that answer `call` and are not public yet, a batch in each transaction: what is public stays
    so when it breaks off, and the same once more goes on from there. One that is refused stops no other. Raises
    EventsError where `by` may not act for the organisation that calls."""
    check_editor(by, call.statement.organization)
    wanted = {event.pk for event in events}
    published = Published()
    drafts = Event.objects.filter(answered_calls__call=call, published_at=None).order_by("pk")
    due = list(drafts.filter(pk__in=wanted).values_list("pk", flat=True))
    for start in range(0, len(due), BATCH):
        _publish(drafts.filter(pk__in=due[start : start + BATCH]), published, by=by, now=now)
    return published


@transaction.atomic
def _publish(drafts: Iterable[Event], published: Published, *, by: User | None, now: dt.datetime) -> None:
    for event in drafts:
        try:
            with transaction.atomic():
                published.events.append(publish_event(event, by=by, now=now))
        except EventsError as error:
            published.refused.append((event, error))
