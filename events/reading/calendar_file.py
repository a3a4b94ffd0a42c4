"""What a page shows of a calendar file: its entries beside those that stand, what is to be asked, what is not taken."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Organization
from events.contacts.links import open_texts
from events.imported_cells import differences_of, imported_cells_of
from events.imports.action_list.matching import Difference
from events.imports.action_list.plain_cells import Cells
from events.imports.calendar_file import Entry, NotTaken, ReadCalendar, When, read_calendar, settle
from events.imports.calendar_file.settling import Settled
from events.imports.calendar_file.stamps import FLOATING, UTC
from events.models import CalendarFile, ImportedEvent
from events.reading.comparison import ComparedRow, Comparison, is_open


@dataclass(slots=True, kw_only=True)
class FileRow(ComparedRow[ImportedEvent]):
    entry: Entry
    settled: Settled
    is_over: bool

    @property
    def cells(self) -> Cells:
        return self.settled.cells

    @property
    def when(self) -> When:
        return self.settled.when

    @property
    def not_taken(self) -> tuple[NotTaken, ...]:
        return self.settled.not_taken

    @property
    def is_offered(self) -> bool:
        """Whether it is ticked before anybody has looked: public, to come, on, and wholly understood."""
        entry = self.entry
        return not (self.is_over or entry.is_cancelled or entry.is_private or self.settled.is_partial)


@dataclass(frozen=True, slots=True)
class Question:
    """Which zone a clock of the file means. `zone` is what is proposed; empty where nothing says so."""

    clock: str
    count: int
    zone: str


@dataclass(slots=True, kw_only=True)
class FileOverview(Comparison[FileRow, ImportedEvent]):
    calendar: ReadCalendar
    questions: list[Question]


def open_file(held: CalendarFile) -> tuple[ReadCalendar, dict[str, str]] | None:
    """The calendar, and which zones were answered for it; None where the key of the file is gone. Raises
    KeysUnavailable."""
    texts = open_texts(held, "text", "answers")
    return None if texts is None else (read_calendar(texts[0]), json.loads(texts[1] or "{}"))


def read_overview(
    calendar: ReadCalendar, organization: Organization, *, zones: Mapping[str, str], now: dt.datetime
) -> FileOverview:
    """`zones` are answers by clock. A fixed number of queries."""
    known = {one.uid: one for one in _imported(organization, [entry.uid for entry in calendar.entries])}
    default = calendar.zone or organization.zone
    questions = _questions(calendar, known, default=default)
    answered = {one.clock: zones.get(one.clock) or one.zone for one in questions}
    today = now.date()
    rows = []
    for entry in calendar.entries:
        settled = settle(entry, zones=answered, zone=default)
        is_over = settled.when.is_over(today)
        row = FileRow(index=entry.index, entry=entry, settled=settled, is_over=is_over, listed=known.get(entry.uid))
        row.differences = _differences(row, now=now)
        rows.append(row)
    overview = FileOverview(rows=rows, calendar=calendar, questions=questions)
    if overview.knows_some and calendar.name:
        overview.vanished = _vanished(calendar, organization, now=now)
    return overview


def _imported(organization: Organization, uids: Sequence[str]) -> list[ImportedEvent]:
    return list(ImportedEvent.objects.for_comparison().filter(organization=organization, uid__in=uids))


def _vanished(calendar: ReadCalendar, organization: Organization, *, now: dt.datetime) -> list[ImportedEvent]:
    rows = ImportedEvent.objects.for_comparison().filter(organization=organization, calendar=calendar.name)
    uids = {entry.uid for entry in calendar.entries}
    return [one for one in rows if one.uid not in uids and is_open(one.event, now=now)]


def _differences(row: FileRow, *, now: dt.datetime) -> tuple[Difference, ...]:
    if row.listed is None or not is_open(row.listed.event, now=now):
        return ()
    event = row.listed.event
    stands = imported_cells_of(event, list(event.occurrences.all()))
    differences = differences_of(
        row.cells, before=row.listed.cells["read"], made=row.listed.cells["made"], stands=stands
    )
    # A draft that is cancelled elsewhere is deleted, not cancelled: nobody knows of it.
    return tuple(one for one in differences if one.cell != "state" or event.is_published)


def _questions(calendar: ReadCalendar, known: Mapping[str, ImportedEvent], *, default: str) -> list[Question]:
    """Once for each clock. A time in UTC is proposed to be read where the calendar is; what names no zone is not
    guessed, unless it was answered for the same entries before."""
    counts: dict[str, int] = {}
    before: dict[str, set[str]] = {}
    for entry in calendar.entries:
        for clock in sorted(entry.clocks):
            if clock == UTC and (entry.rule or entry.rdates):
                continue  # a series in UTC stays there
            counts[clock] = counts.get(clock, 0) + 1
            if (one := known.get(entry.uid)) and clock == entry.starts.clock:
                before.setdefault(clock, set()).add(When.from_cell(one.cells["read"]["when"]).zone)
    questions = []
    for clock, count in sorted(counts.items(), key=lambda item: (item[0] not in (UTC, FLOATING), item[0])):
        said = before.get(clock, set()) - {"UTC"}
        proposed = said.pop() if len(said) == 1 else ""
        questions.append(Question(clock, count, proposed or (default if clock == UTC else calendar.zone)))
    return questions
