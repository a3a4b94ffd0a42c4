"""Where an event and each of its dates are: the one place that writes whereabouts, and what of them the public sees."""

import re
from dataclasses import dataclass, replace
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organization
from events.actions.place import LINE_LENGTH, find_or_add_place
from events.errors import EventsError
from events.models import Event, Occurrence, Place
from events.models.event import Attendance, Visibility, Whereabouts
from events.texts import clean_choice, clean_line, clean_url

AREA_LENGTH = 120
TOWN_LENGTH = 100
MOST_SEATS = 1_000_000
ENTERED = (
    "attendance",
    "place",
    "place_is_pending",
    "place_visibility",
    "public_area",
    "town",
    "country",
    "online_url",
    "online_visibility",
    "capacity_in_person",
    "capacity_online",
)
FIELDS = (*ENTERED, "shown_place", "shown_online_url")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Whereabouts as somebody enters them: a known `place`, or one written as one line (`place_line`).

    A capacity of None is no limit.
    """

    attendance: str = Attendance.IN_PERSON
    place: Place | None = None
    place_is_pending: bool = False
    place_visibility: str = Visibility.PUBLIC
    public_area: str = ""
    town: str = ""
    country: str = ""
    online_url: str = ""
    online_visibility: str = Visibility.CONFIRMED
    capacity_in_person: int | None = None
    capacity_online: int | None = None
    place_line: str = ""

    @classmethod
    def of(cls, row: Whereabouts) -> Self:
        """As they stand."""
        return cls(**{name: getattr(row, name) for name in ENTERED})

    def checked(self, organization: Organization) -> Self:
        """Without what the attendance leaves no room for; a place that is new is added to the organisation's.

        Raises EventsError naming the field.
        """
        self._check_choices()
        clean = self._fitting_the_attendance()
        clean._check_place(organization)
        clean._check_seats()
        place = find_or_add_place(organization, text=clean.place_line) if clean.place_line else clean.place
        url = clean_online_url(clean.online_url)
        return replace(clean, place=place, place_line="", online_url=url)._with_town_of_place()

    def keeping_country_of(self, row: Whereabouts) -> Self:
        """A town that stays is in the country that it was in."""
        is_same = bool(self.town) and self.town == row.town
        return replace(self, country=self.country or row.country) if is_same else self

    def _with_town_of_place(self) -> Self:
        """A public place says its town; of a hidden one only what the host has written."""
        if self.place is None or not self.place.locality or self.place_visibility != Visibility.PUBLIC:
            return self
        same = self.place.locality == self.town
        country = self.place.country or (self.country if same else "")
        return replace(self, town=self.place.locality, country=country)

    def _fitting_the_attendance(self) -> Self:
        if self.attendance == Attendance.ONLINE:
            return replace(
                self,
                place=None,
                place_line="",
                place_is_pending=False,
                place_visibility=Visibility.PUBLIC,
                public_area="",
                town="",
                country="",
                capacity_in_person=None,
            )
        line = clean_line(self.place_line, field="place", length=LINE_LENGTH)
        area = clean_line(self.public_area, field="public_area", length=AREA_LENGTH)
        town = clean_line(self.town, field="town", length=TOWN_LENGTH)
        fitting = replace(self, place_line=line, public_area=area, town=town)
        if self.attendance == Attendance.BOTH:
            return fitting
        return replace(fitting, online_url="", capacity_online=None)

    def _check_choices(self) -> None:
        for name, choices in _CHOICES.items():
            clean_choice(getattr(self, name), field=name, among=choices)

    def _check_place(self, organization: Organization) -> None:
        is_known = bool(self.place or self.place_line)
        if self.place is not None and self.place.organization_id != organization.pk:
            raise EventsError(_("This place belongs to another organisation."), field="place")
        if self.attendance != Attendance.ONLINE and not is_known and not self.place_is_pending:
            raise EventsError(_("Where is it? Write the place, or say that it will be announced."), field="place")
        if is_known and self.place_is_pending:
            raise EventsError(_("Either the place, or that it will be announced."), field="place")

    def _check_seats(self) -> None:
        for name in ("capacity_in_person", "capacity_online"):
            seats = getattr(self, name)
            if seats is not None and not 1 <= seats <= MOST_SEATS:
                raise EventsError(_("A whole number from 1 to %(max)s.") % {"max": MOST_SEATS}, field=name)


_CHOICES = {
    "attendance": Attendance.values,
    "place_visibility": Visibility.values,
    "online_visibility": Visibility.values,
}


def write_whereabouts(row: Whereabouts, where: Where) -> None:
    """Sets the columns, without saving. The only place that decides what the public sees of them."""
    for name in ENTERED:
        setattr(row, name, getattr(where, name))
    row.shown_place = where.place if where.place_visibility == Visibility.PUBLIC else None
    row.shown_online_url = where.online_url if where.online_visibility == Visibility.PUBLIC else ""


def copy_whereabouts(occurrence: Occurrence, event: Event) -> None:
    """The event's whereabouts become the date's, without saving."""
    for name in FIELDS:
        setattr(occurrence, name, getattr(event, name))


def settle_seats(occurrence: Occurrence) -> None:
    """After a change of attendance or limit: the figures follow from a place that is gone to the link, or back.

    Raises EventsError naming the limit that would be lower than what is taken.
    """
    if occurrence.attendance == Attendance.ONLINE and occurrence.going_in_person:
        occurrence.going_online += occurrence.going_in_person
        occurrence.going_in_person = 0
    elif occurrence.attendance == Attendance.IN_PERSON and occurrence.going_online:
        occurrence.going_in_person += occurrence.going_online
        occurrence.going_online = 0
    _check_taken(occurrence, "capacity_in_person", occurrence.going_in_person)
    _check_taken(occurrence, "capacity_online", occurrence.going_online)


def _check_taken(occurrence: Occurrence, field: str, taken: int) -> None:
    capacity = getattr(occurrence, field)
    if capacity is None or taken <= capacity:
        return
    message = ngettext(
        "%(taken)s place is taken already: the limit cannot be lower than that.",
        "%(taken)s places are taken already: the limit cannot be lower than that.",
        taken,
    )
    raise EventsError(message % {"taken": taken}, field=field)


def clean_online_url(text: str) -> str:
    """A web address; https:// is added where no scheme is. Raises EventsError naming online_url."""
    text = text.strip()
    if not text:
        return ""
    return clean_url(text if _SCHEME.match(text) else f"https://{text}", field="online_url")
