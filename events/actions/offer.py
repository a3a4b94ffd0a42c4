"""An action as somebody proposes it under a call: checked against the call, written to a proposal, made an event."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.utils.translation import gettext as _

from events.actions.details import TITLE_LENGTH, Details
from events.actions.place import LINE_LENGTH, place_in_town
from events.actions.whereabouts import TOWN_LENGTH, Where, clean_online_url
from events.errors import EventsError
from events.models import Call, Event, Kit, Proposal
from events.models.event import Attendance, Hours
from events.texts import clean_choice, clean_line
from events.timing import Timing
from events.wall_time import derive

NAME_LENGTH = 200
# Somewhere it is still yesterday.
LATEST_ZONE = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`start_time` None: the hour is to come; `place` empty: the place is. Wall clock in `zone`."""

    host_name: str
    kind: str
    zone: str
    start_on: dt.date
    start_time: dt.time | None = None
    title: str = ""
    town: str = ""
    country: str = ""
    place: str = ""
    attendance: str = Attendance.IN_PERSON
    online_url: str = ""
    accessibility: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """As it stands."""
        return cls(**{name: getattr(proposal, name) for name in cls.__dataclass_fields__})

    def checked(self, call: Call, *, now: dt.datetime) -> Self:
        """Tidied, and within what the call asks for. Raises EventsError naming the field."""
        clean_choice(self.kind, field="kind", among=Event.Kind.values)
        clean_choice(self.attendance, field="attendance", among=Attendance.values)
        is_online_only = self.attendance == Attendance.ONLINE
        clean = replace(
            self,
            host_name=clean_line(self.host_name, field="host_name", length=NAME_LENGTH, required=True),
            title=clean_line(self.title, field="title", length=TITLE_LENGTH),
            town="" if is_online_only else clean_line(self.town, field="town", length=TOWN_LENGTH, required=True),
            country="" if is_online_only else self.country[:2].upper(),
            place="" if is_online_only else clean_line(self.place, field="place", length=LINE_LENGTH),
            online_url="" if self.attendance == Attendance.IN_PERSON else clean_online_url(self.online_url),
        )
        clean.timing()
        clean.check_to_come(now=now)
        check_window(call, clean.start_on)
        clean.details(call, Kit()).checked(call.statement.organization)
        return clean

    def check_to_come(self, *, now: dt.datetime) -> None:
        """Raises EventsError naming start_on for a day that is over where it takes place."""
        time, zone = self.start_time, self.zone
        if derive(self.start_on, start_time=time, hours=self.hours, duration=None, zone=zone).ends_at <= now:
            raise EventsError(_("This day is over."), field="start_on")

    @property
    def hours(self) -> str:
        return Hours.TO_BE_ANNOUNCED if self.start_time is None else Hours.TIMED

    def timing(self) -> Timing:
        return Timing(start_on=self.start_on, start_time=self.start_time, hours=self.hours, zone=self.zone).checked()

    def details(self, call: Call, kit: Kit) -> Details:
        """What the kit says is left to it; without a title of its own or the kit's it is called as the call is."""
        return Details(
            title=self.title or kit.title or call.title,
            kind=self.kind,
            language=call.statement.language,
            accessibility=self.accessibility,
            calls=[call],
        )

    def where(self) -> Where:
        return Where(
            attendance=self.attendance,
            place_line=place_in_town(self.place, self.town) if self.place else "",
            place_is_pending=not self.place and self.attendance != Attendance.ONLINE,
            town=self.town,
            country=self.country,
            online_url=self.online_url,
        )


def write_offer(proposal: Proposal, offer: Offer) -> None:
    """The columns of a checked offer, without saving."""
    values: dict[str, Any] = {name: getattr(offer, name) for name in Offer.__dataclass_fields__}
    for name, value in values.items():
        setattr(proposal, name, value)
    proposal.hours = offer.hours


def check_window(call: Call, day: dt.date) -> None:
    """Raises EventsError naming start_on for a day on which the call asks for nothing."""
    first, last = call.window_start_on, call.window_end_on
    if (first is not None and day < first) or (last is not None and day > last):
        raise EventsError(_("The call does not ask for this day."), field="start_on")


def takes_offers(call: Call, *, now: dt.datetime) -> bool:
    """Whether somebody can propose an action under it: it is open to hosts and its last day is not over anywhere."""
    last = call.window_end_on
    is_over = last is not None and last < (now - LATEST_ZONE).date()
    return call.is_open_to_hosts and call.statement.is_published and not is_over
