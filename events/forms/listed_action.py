"""One action of a pasted list, as it was understood: each cell can be corrected, and the whole be left out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import clean_address, mask_address
from accounts.errors import AddressInvalid
from events.accessibility import QUESTIONS
from events.actions import details as limits
from events.actions.pasted_list import NewAction
from events.actions.pasted_list.making import default_title
from events.actions.place import LINE_LENGTH
from events.actions.signature import NAME_LENGTH
from events.actions.whereabouts import TOWN_LENGTH, clean_online_url
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.sheet_widgets import CellInput, Checkbox, ChoiceCell, DayInput, NoteArea
from events.forms.time_fields import HourField, WrittenDayField
from events.forms.when import find_zone
from events.imports.action_list.plain_cells import ALL_DAY, TO_COME, Cells, join_keys
from events.models import Event
from events.models.event import Attendance
from events.reading.pasted_list import ListRow

CELL_LABELS = {
    "town": gettext_lazy("Town"),
    "day": gettext_lazy("Day"),
    "last_day": gettext_lazy("Last day, if it takes several"),
    "hour": gettext_lazy("Hour"),
    "ends": gettext_lazy("Ends, if you know"),
    "zone": gettext_lazy("Time zone"),
    "kind": gettext_lazy("Kind"),
    "title": gettext_lazy("Title"),
    "attendance": gettext_lazy("How one takes part"),
    "place": gettext_lazy("Place"),
    "online_url": gettext_lazy("Link"),
    "host": gettext_lazy("Host"),
    "accessibility": gettext_lazy("Can everyone take part?"),
    "note": gettext_lazy("What will happen"),
    "when": gettext_lazy("When"),
    "state": gettext_lazy("State"),
}
_TO_COME, _UNSAID = gettext_lazy("to be announced"), gettext_lazy("not in the text")
_OF_ACTIONS = {"start_on": "day", "start_time": "hour", "hours": "hour", "duration": "ends", "description": "note"}


def _text(name: str, length: int, *, placeholder: Any = "", direction: str = "auto", **attrs: str) -> forms.CharField:
    widget = CellInput({"dir": direction, "autocomplete": "off", "placeholder": placeholder, **attrs})
    return forms.CharField(label=CELL_LABELS.get(name, ""), max_length=length, required=False, widget=widget)


class ListedActionForm(ActionForm):
    """`chosen` unticked leaves the row out, whatever stands in it."""

    chosen = forms.BooleanField(label=gettext_lazy("Take this action"), required=False, widget=Checkbox)
    town = _text("town", TOWN_LENGTH, placeholder=_UNSAID)
    day = WrittenDayField(label=CELL_LABELS["day"], required=False, widget=DayInput)
    hour = HourField(label=CELL_LABELS["hour"], required=False, widget=CellInput({"autocomplete": "off"}))
    place = _text("place", LINE_LENGTH, placeholder=_TO_COME)
    kind = forms.ChoiceField(label=CELL_LABELS["kind"], choices=Event.Kind.choices, widget=ChoiceCell)
    title = _text("title", limits.TITLE_LENGTH)
    host = _text("host", NAME_LENGTH, placeholder=_UNSAID)
    ends = HourField(label=CELL_LABELS["ends"], required=False, widget=CellInput({"autocomplete": "off"}))
    last_day = WrittenDayField(label=CELL_LABELS["last_day"], required=False, widget=DayInput)
    is_all_day = forms.BooleanField(label=gettext_lazy("All day"), required=False, widget=Checkbox)
    zone = _text("zone", 64, direction="ltr", list="zones")
    attendance = forms.ChoiceField(label=CELL_LABELS["attendance"], choices=Attendance.choices, widget=ChoiceCell)
    online_url = _text("online_url", 500, direction="ltr", inputmode="url")
    region = _text("region", 100)
    country = _text("country", 2, direction="ltr")
    accessibility = forms.MultipleChoiceField(
        label=CELL_LABELS["accessibility"], required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=CELL_LABELS["note"],
        max_length=limits.DESCRIPTION_LENGTH,
        required=False,
        widget=NoteArea({"rows": 3, "dir": "auto"}),
    )
    contact = _text("contact", 320, direction="ltr", inputmode="email")
    keeps_no_contact = forms.BooleanField(label=gettext_lazy("Do not keep an address"), required=False, widget=Checkbox)

    SHOWN = ("town", "day", "hour", "place", "kind", "title", "host")

    def __init__(
        self, data: Any = None, *, row: ListRow, answers: Mapping[str, Any], today: dt.date, **kwargs: Any
    ) -> None:
        prefix = f"r{row.index}"
        typed = {name.partition("-")[2]: answers[name] for name in answers if name.startswith(f"{prefix}-")}
        self._typed_contact = str(typed.pop("contact", ""))
        is_offered = row.twin is None and not _is_over(row.cells, today)
        initial = initial_of(row.cells) | {"chosen": is_offered} | typed
        super().__init__(data, prefix=prefix, initial=initial, **kwargs)
        self.row, self.today, self._kept = row, today, set(typed)
        self._offer(row)

    def _offer(self, row: ListRow) -> None:
        """Labels and choices that depend on what was read."""
        self.fields["region"].label = _("Region")
        self.fields["country"].label = _("Country, as two letters")
        self.fields["contact"].label = _("Address of the host")
        self.fields["contact"].widget.attrs["placeholder"] = self.masked_contact
        self.fields["zone"].widget.attrs["placeholder"] = _("as above")
        self._say_what_is_to_come()
        self.fields["title"].widget.attrs["placeholder"] = default_title(row.cells, row.language)
        keys = row.cells.get("accessibility", "").split()
        self.fields["accessibility"].choices = [(key, QUESTIONS[key].yes) for key in keys]  # type: ignore[attr-defined]
        for name in self.SHOWN:
            own = "" if name == "town" else f" id_{self.prefix}-town"
            self.fields[name].widget.attrs["aria-labelledby"] = f"column-{name}{own}"

    def _say_what_is_to_come(self) -> None:
        is_online = self.initial["attendance"] == Attendance.ONLINE
        for name, otherwise in (
            ("hour", _("all day") if self.initial["is_all_day"] else ""),
            ("place", _("online") if is_online else ""),
        ):
            self.fields[name].widget.attrs |= {
                "placeholder": otherwise or _TO_COME,
                "class": "" if otherwise else "to-come",
            }

    @property
    def name(self) -> str:
        """How the row is called in sentences."""
        return str(self["town"].value() or self["title"].value() or self.row.index + 1)

    @property
    def typed(self) -> set[str]:
        """The cells that somebody has typed, before or just now."""
        return self._kept | set(typed_in(self)) - {"contact"}

    @property
    def masked_contact(self) -> str:
        address = self._typed_contact or self.row.contact
        return mask_address(address) if address else ""

    @property
    def is_over(self) -> bool:
        return _is_over(self.row.cells, self.today)

    @property
    def is_taken(self) -> bool:
        return bool(self["chosen"].value())

    @property
    def has_hidden_errors(self) -> bool:
        return any(name not in self.SHOWN for name in self.errors)

    @property
    def shown_fields(self) -> list[Any]:
        return [self[name] for name in self.SHOWN]

    @property
    def further_fields(self) -> list[Any]:
        """Behind the fold; not what there is nothing to say of."""
        left_out = {"chosen", "version", *self.SHOWN}
        if not self.row.cells.get("accessibility"):
            left_out.add("accessibility")
        if not self.masked_contact:
            left_out.add("keeps_no_contact")
        return [self[name] for name in self.fields if name not in left_out]

    def full_clean(self) -> None:
        """What is left out cannot be wrong."""
        super().full_clean()
        if self.is_bound and not self.is_taken:
            self._errors = ErrorDict()

    def clean_zone(self) -> str:
        return find_zone(self.cleaned_data["zone"]) if self.cleaned_data["zone"] else ""

    def clean_online_url(self) -> str:
        try:
            return clean_online_url(self.cleaned_data["online_url"])
        except EventsError as error:
            raise forms.ValidationError(error.message)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        ends_on = last or first
        if ends_on and ends_on < self.today - dt.timedelta(days=1):
            self.add_error("day", _("This day is over."))
        if cleaned.get("ends") and not cleaned.get("hour") and "hour" not in self.errors:
            self.add_error("hour", _("It has an end, so it needs an hour."))
        if cleaned.get("is_all_day") and cleaned.get("hour"):
            self.add_error("is_all_day", _("Either all day, or an hour."))
        self._clean_address()
        return cleaned

    def _clean_address(self) -> None:
        address = self.cleaned_data.get("contact") or self._typed_contact or self.row.contact
        self.address = ""
        if address and not self.cleaned_data.get("keeps_no_contact"):
            try:
                self.address = clean_address(address)
            except AddressInvalid as error:
                self.add_error("contact", error.message)

    def take(self, error: EventsError, *, version: int | None = None) -> None:
        error.field = _OF_ACTIONS.get(error.field or "", error.field)
        super().take(error, version=version)

    def new_action(self, answered: Cells) -> NewAction:
        """`answered` fills what is asked once for all rows."""
        cells = {name: value for name, value in answered.items() if value} | self._cells()
        return NewAction(
            index=self.row.index, read=self.row.cells, cells=cells, language=self.row.language, contact=self.address
        )

    def _cells(self) -> Cells:
        given = self.cleaned_data
        names = ("town", "region", "zone", "kind", "title", "attendance", "place", "online_url", "host", "note")
        cells = {name: given[name] for name in names}
        cells["country"] = given["country"].upper()
        cells["accessibility"] = join_keys(given["accessibility"])
        for name in ("day", "last_day"):
            cells[name] = given[name].isoformat() if given[name] else ""
        cells["ends"] = given["ends"].isoformat("minutes") if given["ends"] else ""
        cells["hour"] = given["hour"].isoformat("minutes") if given["hour"] else ALL_DAY * given["is_all_day"]
        return {name: text for name, text in cells.items() if text}


def typed_in(form: ActionForm) -> list[str]:
    """The fields whose values are others than those that the page showed."""
    if not form.is_bound:
        return []
    # Days and hours are read as text: "17:30" sent back as it was shown is nobody's correction.
    return [name for name in form.changed_data if name != "version" and form[name].data != form[name].initial]


def initial_of(cells: Cells) -> dict[str, Any]:
    hour = cells.get("hour", "")
    return cells | {
        "hour": "" if hour in (TO_COME, ALL_DAY) else hour,
        "is_all_day": hour == ALL_DAY,
        "place": "" if cells.get("place") == TO_COME else cells.get("place", ""),
        "kind": cells.get("kind", Event.Kind.OTHER),
        "attendance": cells.get("attendance", Attendance.IN_PERSON),
        "accessibility": cells.get("accessibility", "").split(),
    }


def _is_over(cells: Cells, today: dt.date) -> bool:
    last = cells.get("last_day") or cells.get("day")
    return last is not None and dt.date.fromisoformat(last) < today - dt.timedelta(days=1)
