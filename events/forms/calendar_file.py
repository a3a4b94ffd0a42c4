"""A calendar file: chosen, then one page on which each entry is ticked, and what the file does not say is answered."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.actions.calendar_file import NewEntry
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.organization import HostedForm
from events.forms.taking import KnownActionForm, Problem, TakingForm, problems_of, refusal_of
from events.forms.when import find_zone
from events.imports.calendar_file import FLOATING, MOST_BYTES, UTC, decode_calendar, read_calendar
from events.imports.calendar_file.stamps import TZID
from events.models import Event
from events.reading.calendar_file import FileOverview, FileRow, Question


class UploadForm(HostedForm):
    """`text` is what is kept of the file."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file"),
        help_text=gettext_lazy(".ics, at most one megabyte and 500 events"),
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,.ifb,text/calendar"}),
        allow_empty_file=True,
    )
    text: str

    def clean_file(self) -> Any:
        """Raises ValidationError for what is no calendar, too large, or has nothing in it."""
        upload = self.cleaned_data["file"]
        try:
            self.text = decode_calendar(upload.read(MOST_BYTES + 1))
            calendar = read_calendar(self.text)
        except EventsError as error:
            raise forms.ValidationError(error.message)
        if not calendar.entries:
            raise forms.ValidationError(_why_nothing(calendar.not_taken))
        return upload


def _why_nothing(not_taken: Any) -> str:
    said = "; ".join(f"{one.name}: {one.reason}" for one in not_taken[:3])
    if said:
        return _("There is no event in it that can be read. %(why)s") % {"why": said}
    return _("There is no event in it.")


class NewEntryForm(ActionForm):
    """`chosen` unticked leaves the entry out. The kind is asked where the file is not sure."""

    chosen = forms.BooleanField(label=gettext_lazy("Take this action"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Event.Kind.choices, required=False)

    def __init__(self, data: Any = None, *, row: FileRow, refusal: str = "", **kwargs: Any) -> None:
        initial = {"chosen": row.is_offered, "kind": row.entry.kind or Event.Kind.OTHER}
        super().__init__(data, prefix=f"r{row.index}", initial=initial, **kwargs)
        self.row, self.refusal = row, refusal
        if row.entry.kind:
            del self.fields["kind"]

    @property
    def is_taken(self) -> bool:
        return bool(self["chosen"].value())

    def new_entry(self, calendar: str) -> NewEntry:
        cells = self.row.cells | {"kind": self.cleaned_data.get("kind") or self.row.entry.kind or Event.Kind.OTHER}
        entry = self.row.entry
        return NewEntry(index=entry.index, uid=entry.uid, calendar=calendar, read=self.row.cells, cells=cells)


class CalendarFileForm(TakingForm):
    """All entries, and which zone each clock of the file means."""

    overview: FileOverview

    def __init__(
        self,
        data: Any = None,
        *,
        overview: FileOverview,
        version: int,
        typed: Mapping[str, str],
        refused: Mapping[int, EventsError] | None = None,
    ) -> None:
        super().__init__(data, initial={"version": version})
        self.overview = overview
        refusals = {index: error.message for index, error in (refused or {}).items()}
        for number, question in enumerate(overview.questions):
            self.fields[name_of(number)] = _zone_field(question, typed.get(question.clock) or question.zone)
        self.rows = [NewEntryForm(data, row=row, refusal=refusals.get(row.index, "")) for row in overview.new]
        self.known = [KnownActionForm(data, row=row, refusal=refusals.get(row.index, "")) for row in overview.changed]

    @property
    def zone_fields(self) -> list[Any]:
        return [self[name_of(number)] for number in range(len(self.overview.questions))]

    def clean(self) -> dict[str, Any]:
        """A zone is needed where something that is taken has its clock."""
        cleaned = super().clean() or self.cleaned_data
        needed = set[str]().union(*(form.row.entry.clocks for form in self.taken_rows))
        needed |= set[str]().union(*(row.entry.clocks for row in self.overview.changed))
        for number, question in enumerate(self.overview.questions):
            name = name_of(number)
            if name not in cleaned or (not cleaned[name] and question.clock not in needed):
                continue
            try:
                cleaned[name] = find_zone(cleaned[name]) if cleaned[name] else ""
            except forms.ValidationError as error:
                self.add_error(name, error)
                continue
            if not cleaned[name]:
                self.add_error(name, _("Some of the ticked entries have no time zone yet. Write it here."))
        return cleaned

    def new_entries(self) -> list[NewEntry]:
        return [form.new_entry(self.overview.calendar.name) for form in self.taken_rows]

    def answers(self) -> str:
        """The zones, as JSON."""
        found = {
            question.clock: self.cleaned_data.get(name_of(number), "")
            for number, question in enumerate(self.overview.questions)
        }
        return json.dumps({clock: zone for clock, zone in found.items() if zone})

    def problems(self) -> Iterator[Problem]:
        """What has to be mended, in the order of the page."""
        for form in (*self.rows, *self.known):
            if form.refusal:
                yield refusal_of(form, form.row.cells.get("title", ""))
        if self.is_bound:
            yield from problems_of(self)


def zones_typed(data: Mapping[str, Any], questions: list[Question]) -> dict[str, str]:
    """What was answered so far, as far as it is a zone: for the days and hours that the page shows."""
    typed = {}
    for number, question in enumerate(questions):
        try:
            typed[question.clock] = find_zone(str(data.get(name_of(number), ""))[:64])
        except forms.ValidationError:
            continue
    return typed


def name_of(number: int) -> str:
    return f"zone{number}"


def _zone_field(question: Question, initial: str) -> forms.CharField:
    attrs = {"list": "zones", "autocomplete": "off", "dir": "ltr"}
    return forms.CharField(
        label=_label(question),
        help_text=_help(question),
        max_length=64,
        required=False,
        initial=initial,
        widget=forms.TextInput(attrs=attrs),
    )


def _label(question: Question) -> str:
    if question.clock == UTC:
        return _("Time zone in which entries in UTC are to be read")
    if question.clock == FLOATING:
        return _("Time zone of entries that name none")
    return _("Time zone that the file calls “%(name)s”") % {"name": question.clock.removeprefix(TZID)}


def _help(question: Question) -> str:
    count = ngettext("It concerns %(n)d entry.", "It concerns %(n)d entries.", question.count) % {"n": question.count}
    return _("%(count)s A city is enough: Madrid, New York, Asia/Beirut.") % {"count": count}
