"""Where: a place typed as one line or chosen from those known, a link, limits, and who is shown what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.place import LINE_LENGTH, place_in_town
from events.actions.whereabouts import AREA_LENGTH, MOST_SEATS, TOWN_LENGTH, Where
from events.errors import EventsError
from events.forms.base import ActionForm
from events.models.event import Attendance, Visibility, Whereabouts


class TownForm(ActionForm):
    """What everybody may know before the place, or without it; a public place can say its town itself."""

    town = forms.CharField(
        label=_("Town"),
        max_length=TOWN_LENGTH,
        required=False,
        help_text=_("If the place does not say it, or is to come or hidden: everybody sees the town."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def limits(self) -> dict[str, Any]:
        """Fields of `Where`; a field that the form does not show says nothing. The country follows from the town."""
        return {"town": self.cleaned_data.get("town", ""), "country": ""}


class WhereForm(TownForm):
    place = forms.CharField(
        label=_("Place"),
        max_length=LINE_LENGTH,
        required=False,
        help_text=_("Name, street, town: Clock Tower Square, 112 Market St, Ashford."),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off", "dir": "auto"}),
    )
    place_is_pending = forms.BooleanField(label=_("The place will be announced"), required=False)
    is_online = forms.BooleanField(label=_("Also, or only, online"), required=False)
    online_url = forms.CharField(
        label=_("Link, if you have it"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )

    def take(self, error: EventsError, *, version: int | None = None) -> None:
        if error.field == "attendance":
            error.field = "place"
        super().take(error, version=version)

    @property
    def attendance(self) -> str:
        """Online alone where a link is wanted and no place is said."""
        given = self.cleaned_data
        has_place = bool(given["place"].strip()) or given["place_is_pending"]
        if not (given["is_online"] or given["online_url"].strip()):
            return Attendance.IN_PERSON
        return Attendance.BOTH if has_place else Attendance.ONLINE

    def where(self) -> Where:
        limits = self.limits()
        return Where(
            attendance=self.attendance,
            place_line=self._place_line(limits),
            place_is_pending=self.cleaned_data["place_is_pending"],
            online_url=self.cleaned_data["online_url"],
            **limits,
        )

    def _place_line(self, limits: dict[str, Any]) -> str:
        """With the town that was typed beside it. What stands stays as it is, and a hidden place has a town of its
        own: what is written beside it is for everybody."""
        line, is_hidden = self.cleaned_data["place"].strip(), limits.get("place_visibility") == Visibility.CONFIRMED
        if not line or is_hidden or not {"place", "town"} & set(self.changed_data):
            return line
        return place_in_town(line, limits["town"].strip())


class LimitsForm(TownForm):
    """How many, and what of the whereabouts everybody sees."""

    capacity_in_person = forms.IntegerField(
        label=_("Places in person"), min_value=1, max_value=MOST_SEATS, required=False, help_text=_("Empty: no limit.")
    )
    capacity_online = forms.IntegerField(
        label=_("Places online"), min_value=1, max_value=MOST_SEATS, required=False, help_text=_("Empty: no limit.")
    )
    hides_place = forms.BooleanField(label=_("Tell the place only to people who have confirmed"), required=False)
    public_area = forms.CharField(
        label=_("What everybody may know of the place"),
        max_length=AREA_LENGTH,
        required=False,
        help_text=_("Shown while the place is hidden: a town, a part of it."),
    )
    shows_link = forms.BooleanField(
        label=_("Show the link to everybody"),
        required=False,
        help_text=_("Otherwise it is sent to people who have confirmed."),
    )

    def limits(self) -> dict[str, Any]:
        given = self.cleaned_data
        return super().limits() | {
            "capacity_in_person": given.get("capacity_in_person"),
            "capacity_online": given.get("capacity_online"),
            "public_area": given.get("public_area", ""),
            "place_visibility": Visibility.CONFIRMED if given.get("hides_place") else Visibility.PUBLIC,
            "online_visibility": Visibility.PUBLIC if given.get("shows_link") else Visibility.CONFIRMED,
        }


def initial_where(row: Whereabouts) -> dict[str, Any]:
    """The fields of WhereForm and LimitsForm as they stand. A town that comes from the place is not offered as
    something written: when the place is hidden, it goes too."""
    says_town = row.shown_place is not None and bool(row.shown_place.locality)
    return {
        "place": row.place.one_line if row.place else "",
        "town": "" if says_town else row.town,
        "place_is_pending": row.place_is_pending,
        "is_online": row.is_online,
        "online_url": row.online_url,
        "capacity_in_person": row.capacity_in_person,
        "capacity_online": row.capacity_online,
        "hides_place": row.place_visibility == Visibility.CONFIRMED,
        "public_area": row.public_area,
        "shows_link": row.online_visibility == Visibility.PUBLIC,
    }
