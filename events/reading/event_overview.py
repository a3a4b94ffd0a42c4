"""What an organiser sees of an action: its dates with figures, what the outbox holds, the texts to copy."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q

from events.late_mails import Late
from events.messages import topic_of
from events.messages.reminder_rows import outdated_reminders
from events.models import Announcement, Event, Occurrence, Schedule
from events.reading.outbox import OutboxFigures, outbox_figures, read_late
from events.text_block import text_block
from notifications.models import Delivery

MOST_DATES = 400
UNFOLDED = 10
EXTEND_WITHIN = dt.timedelta(days=30)
PLANNED_SHOWN = 12


@dataclass(slots=True)
class EventOverview:
    schedule: Schedule
    coming: list[Occurrence]
    past: int
    outbox: OutboxFigures
    late: list[tuple[Late, dict[str, str]]]
    texts: dict[str, str] = field(default_factory=dict)
    asks_to_extend: bool = False

    @property
    def next_dates(self) -> list[Occurrence]:
        return self.coming[:UNFOLDED]

    @property
    def later_dates(self) -> list[Occurrence]:
        return self.coming[UNFOLDED:]


def read_overview(event: Event, *, now: dt.datetime) -> EventOverview:
    """A fixed number of queries; the dates that are over only as a figure."""
    schedule = event.schedules.running().get()
    open_dates = Q(ends_at__gt=now) | Q(state=Occurrence.State.POSTPONED)
    dates = event.occurrences.select_related("schedule", "shown_place", "place").in_agenda_order()
    coming = list(dates.filter(open_dates)[:MOST_DATES])
    shown = coming or list(dates.reverse()[:1])
    for row in shown:
        row.event = event
    every_date = list(event.occurrences.values_list("pk", flat=True))
    return EventOverview(
        schedule=schedule,
        coming=coming,
        past=event.occurrences.exclude(open_dates).count(),
        outbox=outbox_figures(every_date),
        late=read_late(every_date, now=now),
        texts=_texts(event, shown[0], whole_series=len(coming) > 1) if event.is_published and shown else {},
        asks_to_extend=ends_soon(schedule, on=now.date()),
    )


def _texts(event: Event, occurrence: Occurrence, *, whole_series: bool) -> dict[str, str]:
    """What is cancelled as a whole is told as that; other changes are told on the page of their date."""
    announcement = occurrence.announcements.changes().first() if event.is_cancelled else None
    return texts_to_copy(occurrence, announcement=announcement, whole_series=whole_series)


def ends_soon(schedule: Schedule, *, on: dt.date) -> bool:
    """Whether the organiser is asked to extend it: 30 days before its last date."""
    return bool(schedule.rule and schedule.until_on and schedule.until_on - EXTEND_WITHIN <= on)


@dataclass(frozen=True, slots=True)
class Planned:
    """So many messages of one kind at one minute."""

    kind: str
    due_at: dt.datetime
    number: int


@dataclass(frozen=True, slots=True)
class PlannedMessages:
    """The next ones. `is_changing`: there are reminders that are not true any more, and new ones are about to come."""

    rows: list[Planned]
    is_changing: bool


def planned_messages(occurrence: Occurrence) -> PlannedMessages:
    """Only what is true, also before the planner has looked at a change."""
    planned, outdated = Delivery.objects.planned_for(topic_of(occurrence.pk)), outdated_reminders(occurrence)
    rows = planned.exclude(outdated).order_by("due_at", "kind").values("kind", "due_at").annotate(number=Count("id"))
    return PlannedMessages(
        rows=[Planned(row["kind"], row["due_at"], row["number"]) for row in rows[:PLANNED_SHOWN]],
        is_changing=planned.filter(outdated).exists(),
    )


def texts_to_copy(
    occurrence: Occurrence, *, announcement: Announcement | None = None, whole_series: bool = False
) -> dict[str, str]:
    """By language: the event's own first, then the site's others."""
    languages = dict.fromkeys([occurrence.event.language, *dict(settings.LANGUAGES)])
    return {
        language: text_block(occurrence, language=language, announcement=announcement, whole_series=whole_series)
        for language in languages
    }
