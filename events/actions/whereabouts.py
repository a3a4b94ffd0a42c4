"""Where an event and each of its dates are: the one place that writes whereabouts, and what of them the public sees."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.errors import EventsError
from events.models import Event, Occurrence, Place
from events.models.event import Attendance, Visibility, Whereabouts

URL_LENGTH = 500
AREA_LENGTH = 120
MOST_SEATS = 1_000_000
FIELDS = (
    "attendance",
    "place",
    "place_is_pending",
    "place_visibility",
    "public_area",
    "shown_place",
    "online_url",
    "online_visibility",
    "shown_online_url",
    "capacity_in_person",
    "capacity_online",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Whereabouts as somebody enters them. A capacity of None is no limit."""

    attendance: str = Attendance.IN_PERSON
    place: Place | None = None
    place_is_pending: bool = False
    place_visibility: str = Visibility.PUBLIC
    public_area: str = ""
    online_url: str = ""
    online_visibility: str = Visibility.CONFIRMED
    capacity_in_person: int | None = None
    capacity_online: int | None = None

    @classmethod
    def of(cls, row: Whereabouts) -> Self:
        """As they stand."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    def checked(self, *, organization_id: int) -> Self:
        """Without what the attendance leaves no room for. Raises EventsError naming the field."""
        self._check_choices()
        if self.place is not None and self.place.organization_id != organization_id:
            raise EventsError(_("This place belongs to another organisation."), field="place")
        if self.attendance == Attendance.ONLINE:
            clean = replace(self, place=None, place_is_pending=False, public_area="", capacity_in_person=None)
        elif self.attendance == Attendance.IN_PERSON:
            clean = replace(self, online_url="", capacity_online=None)
        else:
            clean = self
        clean._check_place()
        clean._check_seats()
        return replace(clean, online_url=clean_online_url(clean.online_url))

    def _check_choices(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise EventsError(
                    _("“%(value)s” is not one of the choices.") % {"value": getattr(self, name)}, field=name
                )
        if len(self.public_area) > AREA_LENGTH:
            raise EventsError(_("At most %(max)s characters.") % {"max": AREA_LENGTH}, field="public_area")

    def _check_place(self) -> None:
        if self.attendance == Attendance.ONLINE:
            return
        if self.place is None and not self.place_is_pending:
            raise EventsError(_("Where is it? Write the place, or say that it will be announced."), field="place")
        if self.place is not None and self.place_is_pending:
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
    for name in Where.__dataclass_fields__:
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
    """A web address; https:// is added where it is missing. Raises EventsError naming online_url."""
    text = text.strip()
    if not text:
        return ""
    url = text if "://" in text or ":" in text.split("/")[0].split(".")[0] else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        raise EventsError(_("That is not a web address. It begins with https://."), field="online_url")
    if len(url) > URL_LENGTH:
        raise EventsError(_("At most %(max)s characters.") % {"max": URL_LENGTH}, field="online_url")
    if urlsplit(url).username is not None:
        raise EventsError(_("The address must not hold a user name or password."), field="online_url")
    return url
