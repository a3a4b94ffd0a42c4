"""A calendar file that was looked through becomes drafts."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from accounts.models import User
from events.actions.calendar_file.dates import move_dates, plan_of_draft
from events.actions.calendar_file.making import details_of, town_of, where_of
from events.actions.calendar_file.updating import update_event
from events.actions.event import create_event
from events.actions.held_text import do_in_batches, erase_held
from events.actions.taking import KnownAction, Outcome, Taking
from events.contacts.links import seal_texts
from events.errors import EventsError
from events.gazetteer import Town
from events.imported_cells import imported_cells_of
from events.imports.action_list.plain_cells import Cells
from events.imports.calendar_file.when import When
from events.models import CalendarFile, Event, ImportedEvent
from events.permissions import check_editor
from events.timing import Timing

MOST_DATES = 4_000  # of all drafts made in one go


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """Entry `index` of the file: what it says (`read`), and as it was corrected (`cells`)."""

    index: int
    uid: str
    calendar: str
    read: Cells
    cells: Cells


def take_file(
    held: CalendarFile,
    *,
    new: Sequence[NewEntry],
    known: Sequence[KnownAction] = (),
    answers: str = "",
    by: User | None,
    now: dt.datetime,
    version: int | None = None,
) -> Outcome:
    """Makes a draft of each new entry, writes what is taken over of known ones. Once nothing was refused the file is
    erased; otherwise it stays with its `answers` (which zones its clocks mean, JSON).

    What was done stays done where it breaks off in between. Raises EditClash where somebody has gone on with the file,
    ListGone, EventsError where `by` may not act for the organisation.
    """
    check_editor(by, held.organization)
    seal_texts(held, answers=answers)
    taking = _TakingFile(held, by=by, now=now)
    work: list[Callable[[], None]] = [
        partial(taking.attempt, row.index, partial(taking.make, row, town_of(row.cells))) for row in new
    ]
    work += [partial(taking.attempt, one.index, partial(taking.update, one, town_of(one.read))) for one in known]
    version = do_in_batches(held, work, version=version)
    if not taking.outcome.refused:
        erase_held(held, version=version)
    return taking.outcome


class _TakingFile(Taking):
    """One go over a locked file."""

    def __init__(self, held: CalendarFile, *, by: User | None, now: dt.datetime) -> None:
        super().__init__(by=by, now=now)
        self._organization = held.organization
        self._dates = 0

    def make(self, row: NewEntry, town: Town | None) -> None:
        if ImportedEvent.objects.filter(organization=self._organization, uid=row.uid).exists():
            raise EventsError(_("It was taken over in the meantime."))
        when = When.from_cell(row.cells["when"])
        timing = plan_of_draft(when, now=self._now)
        self._check_room(timing)
        event = create_event(
            self._organization,
            details=details_of(row.cells),
            timing=timing,
            where=where_of(row.cells, self._organization, town=town),
            by=self._by,
            now=self._now,
        )
        move_dates(event, when, before=None, by=self._by, now=self._now)
        ImportedEvent.objects.create(
            organization=self._organization,
            uid=row.uid,
            calendar=row.calendar,
            event=event,
            cells={"read": row.read, "made": _cells_now(event)},
            taken_at=self._now,
        )
        self.outcome.made.append(event)

    def _check_room(self, timing: Timing) -> None:
        """Raises EventsError where too many dates were made already: pressing the button again makes the rest."""
        number = len(timing.checked().dates())
        if self._dates and self._dates + number > MOST_DATES:
            raise EventsError(_("At most %(max)s dates are made at once. Make the others now.") % {"max": MOST_DATES})
        self._dates += number

    def update(self, row: KnownAction, town: Town | None) -> None:
        imported, stands = row.listed, None
        if row.taken:
            update_event(
                imported.event,
                row.read,
                before=imported.cells["read"],
                cells=row.taken,
                town=town,
                by=self._by,
                now=self._now,
                version=row.version,
            )
            stands = _cells_now(Event.objects.select_related("place").get(pk=imported.event.pk))
        self._note(row, stands=stands)


def _cells_now(event: Event) -> Cells:
    return imported_cells_of(event, list(event.occurrences.select_related("schedule")))
