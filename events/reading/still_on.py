"""What a host is asked: the next date of the action, and what of it is still missing."""

import datetime as dt
from dataclasses import dataclass

from events.models import Event, Host, Occurrence
from events.models.event import Hours

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    """`dates` are those to come, the one that is asked about first; empty when all is over or cancelled. What is
    missing is asked here only where it is one date of one day; otherwise the host's own page has room for it."""

    event: Event
    dates: list[Occurrence]
    last: Occurrence | None

    @property
    def date(self) -> Occurrence | None:
        return next(iter(self.dates), None)

    @property
    def is_cancelled(self) -> bool:
        return self.event.is_cancelled or bool(not self.dates and self.last and self.last.is_cancelled)

    @property
    def asks_hour(self) -> bool:
        date = self.date
        if date is None or len(self.dates) > 1 or not date.is_scheduled:
            return False
        return date.hours == Hours.TO_BE_ANNOUNCED and (date.duration or ONE_DAY) <= ONE_DAY

    @property
    def asks_place(self) -> bool:
        date = self.date
        return date is not None and len(self.dates) == 1 and date.is_in_person and date.place_is_pending


def read_question(host: Host, *, now: dt.datetime) -> Question | None:
    """`host.event.occurrences` is loaded in the order of the agenda, with schedule and places. None before there is an
    action."""
    event = host.event
    if event is None:
        return None
    dates = list(event.occurrences.all())
    for date in dates:
        date.event = event
    coming = [date for date in dates if not date.is_cancelled and not date.is_past(at=now)]
    return Question(event, coming, dates[-1] if dates else None)
