"""What a host changes behind the link, on a phone: hour, day, place, text; and what is said to those who come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.accessibility import QUESTIONS
from events.actions.details import DESCRIPTION_LENGTH, Details
from events.actions.offer import check_window
from events.actions.place import LINE_LENGTH, place_in_town
from events.actions.whereabouts import TOWN_LENGTH, Where
from events.errors import EventsError
from events.forms.accessibility import QUESTION_PREFIX, add_questions, answers_of, question_fields
from events.forms.base import ActionForm
from events.forms.occurrence import DateForm, MoveForm
from events.forms.time_fields import HourField
from events.forms.where import WhereForm
from events.models import Call, Event, Occurrence
from events.models.event import Attendance, Visibility


class HostMoveForm(MoveForm):
    """Without an hour it is to be announced. `call` bounds the day, unless the day stays."""

    start_time = HourField(label=_("Starts"), required=False, help_text=_("Empty: to be announced."))
    call: Call | None = None

    def clean(self) -> dict[str, Any]:
        has_hour = self.cleaned_data.get("start_time") is not None or "start_time" in self.errors
        is_all_day = not has_hour and self.cleaned_data.get("is_all_day", False)
        self.cleaned_data |= {"is_all_day": is_all_day, "hour_is_pending": not has_hour and not is_all_day}
        cleaned = super().clean()
        day = cleaned.get("start_on")
        if self.call is not None and day is not None and day != self.initial.get("start_on"):
            self._check_window(self.call, day)
        return cleaned

    def _check_window(self, call: Call, day: dt.date) -> None:
        try:
            check_window(call, day)
        except EventsError as error:
            self.add_error("start_on", error.message)


class HostPlaceForm(DateForm):
    """Where. Without a place it is to be announced; who is shown it stays as it is."""

    town = forms.CharField(
        label=_("Town"), max_length=TOWN_LENGTH, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=LINE_LENGTH,
        required=False,
        help_text=_("Name and street: Clock Tower Square, 112 Market St. Empty: to be announced."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    online_url = forms.CharField(
        label=_("Link, if you have it"),
        max_length=500,
        required=False,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )
    field_order = ["town", "place", "online_url", "note"]

    def __init__(self, data: Any = None, *, occurrence: Occurrence, initial: Any = None, **kwargs: Any) -> None:
        super().__init__(data, initial={**(initial or {}), **_standing(occurrence)}, **kwargs)
        self.occurrence = occurrence
        if occurrence.place_visibility == Visibility.CONFIRMED:
            for name in ("town", "place"):
                self.fields[name].help_text = WhereForm.base_fields[name].help_text
        if not occurrence.is_online:
            del self.fields["online_url"]
        if not occurrence.is_in_person:
            del self.fields["town"], self.fields["place"]

    def where(self) -> Where:
        stands, given = Where.of(self.occurrence), self.cleaned_data
        stands = replace(stands, online_url=given.get("online_url", stands.online_url))
        if stands.attendance == Attendance.ONLINE:
            return stands
        if (given["town"], given["place"]) == (self.initial["town"], self.initial["place"]):
            return stands
        line = given["place"]
        if line and stands.place_visibility == Visibility.PUBLIC:
            line = place_in_town(line, given["town"])
        country = stands.country if given["town"] == stands.town else ""
        return replace(
            stands, place=None, place_line=line, place_is_pending=not line, town=given["town"], country=country
        )

    def values(self) -> dict[str, Any]:
        return {"where": self.where()} | super().values()


class TextForm(ActionForm):
    """What it says of itself."""

    description = forms.CharField(
        label=_("What will happen"),
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
        help_text=_("Markdown: **bold**, lists, links."),
    )

    def __init__(self, data: Any = None, *, event: Event, asked: Sequence[str] = (), **kwargs: Any) -> None:
        initial = {"description": event.description, "version": event.version}
        super().__init__(data, initial=initial, **kwargs)
        self.event = event
        if event.description and "description" in event.inherited:
            self.fields["description"].help_text = _("From those who call: it follows their words until you change it.")
        keys = [key for key in QUESTIONS if not asked or key in asked or key in event.accessibility]
        add_questions(self, keys, answers=event.accessibility)

    def take(self, error: EventsError, *, version: int | None = None) -> None:
        if error.field == "accessibility":
            error.field = next((name for name in self.fields if name.startswith(QUESTION_PREFIX)), None)
        super().take(error, version=version)

    @property
    def questions(self) -> list[Any]:
        return question_fields(self)

    def details(self) -> Details:
        stands = Details.of(self.event)
        answers = {**stands.accessibility, **answers_of(self)}
        return replace(stands, description=self.cleaned_data["description"], accessibility=answers)


def _standing(occurrence: Occurrence) -> dict[str, Any]:
    """The place without its town, which stands in a field of its own; a hidden place says its town itself, and the
    field is what everybody may know."""
    place, town = occurrence.place, occurrence.town
    if place is None or occurrence.place_visibility != Visibility.PUBLIC:
        line = place.one_line if place else ""
    else:
        line, town = place.line_without_town, town or place.locality
    return {"town": town, "place": line, "online_url": occurrence.online_url}
