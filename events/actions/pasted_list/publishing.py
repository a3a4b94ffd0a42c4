"""All drafts of a call at once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from events.actions.event import publish_event
from events.errors import EventsError
from events.models import Call, Event
from events.permissions import check_editor


@dataclass(slots=True)
class Published:
    """`refused` holds the drafts that could not be published, each with why."""

    events: list[Event] = field(default_factory=list)
    refused: list[tuple[Event, EventsError]] = field(default_factory=list)


def publish_drafts(call: Call, events: Iterable[Event], *, by: User | None, now: dt.datetime) -> Published:
    """Of `events` those that answer `call` and are not public yet. One that is refused stops no other; safe to call
    twice. Raises EventsError where `by` may not act for the organisation that calls."""
    check_editor(by, call.statement.organization)
    wanted = {event.pk for event in events}
    published = Published()
    drafts = Event.objects.filter(pk__in=wanted, answered_calls__call=call, published_at=None)
    with transaction.atomic():
        for event in drafts.order_by("pk"):
            try:
                with transaction.atomic():
                    published.events.append(publish_event(event, by=by, now=now))
            except EventsError as error:
                published.refused.append((event, error))
    return published
