"""One action in the table of a call: what is known of it, what is missing, what has happened to it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from events.models import Announcement, Event, Host, HostCheck, Occurrence
from events.models.event import Hours
from events.reading.towns import town_key

CONFIRMED_FOR = dt.timedelta(days=7)
NEW, TEXTS, SAYS_NO = "new", "texts", "no"  # beside the kinds of Announcement


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed last, and what else on the same day; `kinds` are of Announcement, or one of the above."""

    kinds: tuple[str, ...]
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class TableRow:
    """`date` is the next one, or the last; `later` are the dates to come beside it. `link` is the host without an
    account. `going` is None for actions of others. `open_questions` of the kit have no answer."""

    event: Event
    date: Occurrence
    later: int
    link: Host | None
    is_own: bool
    going: int | None
    open_questions: int
    changed: Changed
    asked_at: dt.datetime | None
    answer: str
    answered_at: dt.datetime | None
    now: dt.datetime

    @property
    def is_draft(self) -> bool:
        return not self.event.is_published

    @property
    def is_cancelled(self) -> bool:
        return self.event.is_cancelled or self.date.is_cancelled

    @property
    def is_over(self) -> bool:
        return self.date.is_past(at=self.now)

    @property
    def is_open(self) -> bool:
        """Whether anything about it can still be missing."""
        return not self.is_cancelled and not self.is_over

    @property
    def lacks_hour(self) -> bool:
        return self.is_open and self.date.is_scheduled and self.date.hours == Hours.TO_BE_ANNOUNCED

    @property
    def lacks_place(self) -> bool:
        return self.is_open and self.date.is_in_person and self.date.place_is_pending

    @property
    def lacks_date(self) -> bool:
        return self.is_open and self.date.is_postponed

    @property
    def lacks_something(self) -> bool:
        return self.lacks_hour or self.lacks_place or self.lacks_date

    @property
    def is_confirmed(self) -> bool:
        """The newest answer is a yes, and of this week."""
        is_new = self.answered_at is not None and self.answered_at > self.now - CONFIRMED_FOR
        return self.answer == HostCheck.Answer.ON and is_new

    @property
    def is_unconfirmed(self) -> bool:
        return self.is_open and not self.is_confirmed

    @property
    def waits_for_answer(self) -> bool:
        """Asked since the last answer."""
        return self.asked_at is not None and (self.answered_at is None or self.asked_at > self.answered_at)

    @property
    def is_worrying(self) -> bool:
        """A no, or no answer at all to what was asked."""
        return self.answer == HostCheck.Answer.OFF or (self.asked_at is not None and not self.answer)

    @property
    def town_key(self) -> str:
        return town_key(self.date.town)


def newest_change(
    told: Mapping[str, dt.datetime],
    *,
    event: Event,
    texts_at: dt.datetime | None,
    said_no_at: dt.datetime | None,
    zone: ZoneInfo,
) -> Changed:
    """`told` are the announcements: when each kind was last made. `texts_at` is when its calendar entry last changed
    otherwise; on the day of its publication that is part of it."""
    born_at = event.published_at or event.created_at
    moments = {NEW: born_at, **told}
    is_later_day = texts_at is not None and texts_at.astimezone(zone).date() > born_at.astimezone(zone).date()
    if texts_at is not None and is_later_day and texts_at > max(told.values(), default=born_at):
        moments[TEXTS] = texts_at
    if said_no_at is not None:
        moments[SAYS_NO] = said_no_at
    newest = max(moments.values())
    day = newest.astimezone(zone).date()
    kinds = {kind for kind, at in moments.items() if at.astimezone(zone).date() == day}
    return Changed(tuple(sorted(kinds - {NEW}, key=_ORDER.index)) or (NEW,), newest)


_ORDER = [
    SAYS_NO,
    Announcement.Kind.CANCELLED,
    Announcement.Kind.POSTPONED,
    Announcement.Kind.REINSTATED,
    Announcement.Kind.RESCHEDULED,
    Announcement.Kind.MOVED,
    Announcement.Kind.HOUR_SET,
    Announcement.Kind.PLACE_CHANGED,
    Announcement.Kind.MOVED_ONLINE,
    Announcement.Kind.WORD,
    Announcement.Kind.URGENT,
    TEXTS,
]
