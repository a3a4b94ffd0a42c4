"""What can be done with a date: each form says what the action takes, and what people will be shown afterwards."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.occurrence import NOTE_LENGTH
from events.actions.whereabouts import Where, clean_online_url
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.time_fields import WrittenDayField
from events.forms.when import MomentForm, ScheduleForm
from events.forms.where import LimitsForm, WhereForm
from events.models import Occurrence
from events.models.event import Attendance, Visibility
from events.remembered import Remembered

State = Occurrence.State


class DateForm(ActionForm):
    """What the action takes (`values`), and what everybody is shown afterwards (`shown_after`)."""

    note = forms.CharField(
        label=_("Why (optional)"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_("One sentence. Everybody can read it, and it stands in the mail."),
        widget=forms.TextInput({"dir": "auto"}),
    )

    def values(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}

    def shown_after(self, now: Remembered) -> Remembered:
        return now


class PostponeForm(DateForm):
    def shown_after(self, now: Remembered) -> Remembered:
        return replace(now, state=State.POSTPONED)


class CancelForm(DateForm):
    def shown_after(self, now: Remembered) -> Remembered:
        return replace(now, state=State.CANCELLED)


class ReinstateForm(DateForm):
    def shown_after(self, now: Remembered) -> Remembered:
        return replace(now, state=State.SCHEDULED)


class MoveForm(DateForm, MomentForm):
    """Another day, hour or end; also the new date of what was postponed."""

    field_order = ["start_on", "start_time", "end_time", "hour_is_pending", "is_all_day", "end_on", "note"]

    def values(self) -> dict[str, Any]:
        return self.moment() | super().values()

    def shown_after(self, now: Remembered) -> Remembered:
        return replace(now, state=State.SCHEDULED, **self.moment())


class PlaceForm(DateForm, LimitsForm, WhereForm):
    """Other whereabouts."""

    field_order = ["place", "place_is_pending", "is_online", "online_url", "note"]

    def values(self) -> dict[str, Any]:
        return {"where": self.where()} | super().values()

    def shown_after(self, now: Remembered) -> Remembered:
        return shown_at(now, self.where())


class OnlineForm(DateForm):
    """No place any more, only a link."""

    online_url = forms.CharField(
        label=_("Link, if you have it"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )
    shows_link = forms.BooleanField(
        label=_("Show the link to everybody"),
        required=False,
        help_text=_("Otherwise it is sent to people who have confirmed."),
    )
    field_order = ["online_url", "shows_link", "note"]

    def clean_online_url(self) -> str:
        try:
            return clean_online_url(self.cleaned_data["online_url"])
        except EventsError as error:
            raise forms.ValidationError(error.message)

    def values(self) -> dict[str, Any]:
        return {
            "online_url": self.cleaned_data["online_url"],
            "online_visibility": self._visibility,
            **super().values(),
        }

    def shown_after(self, now: Remembered) -> Remembered:
        url = self.cleaned_data["online_url"]
        return shown_at(now, Where(attendance=Attendance.ONLINE, online_url=url, online_visibility=self._visibility))

    @property
    def _visibility(self) -> str:
        return Visibility.PUBLIC if self.cleaned_data["shows_link"] else Visibility.CONFIRMED


class SeriesForm(ScheduleForm):
    """Another hour, rule or end, for all dates to come or from one of them on."""

    from_on = WrittenDayField(
        label=_("From this day on"),
        required=False,
        help_text=_("Empty: every date that has not begun. Dates that are over never change."),
    )


def shown_at(now: Remembered, where: Where) -> Remembered:
    """What everybody will be shown of other whereabouts; a hidden place and link are not in it."""
    line = where.place_line or (where.place.one_line if where.place else "")
    place = line if where.place_visibility == Visibility.PUBLIC else ""
    return replace(
        now,
        attendance=where.attendance,
        place=place,
        public_area=where.public_area,
        town="" if place else where.town,
        place_is_pending=where.place_is_pending,
        online_url=where.online_url if where.online_visibility == Visibility.PUBLIC else "",
    )
