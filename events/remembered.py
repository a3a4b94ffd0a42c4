"""What the public was shown of a date at one instant: what an announcement keeps as old and new."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Self

from events.models import Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A `wording.Moment`, so that every sentence about a date can be said of what it was. Wall clock in `zone`.

    `place` is one line; it and `online_url` are empty while they are hidden from the public. `town` is what the public
    is shown in place of a place.
    """

    state: str
    start_on: dt.date
    start_time: dt.time | None
    hours: str
    duration: dt.timedelta | None
    zone: str
    attendance: str
    place: str
    public_area: str
    place_is_pending: bool
    online_url: str
    town: str = ""

    @classmethod
    def of(cls, occurrence: Occurrence) -> Self:
        """Needs `schedule` and `shown_place` loaded."""
        return cls(
            state=occurrence.state,
            start_on=occurrence.start_on,
            start_time=occurrence.start_time,
            hours=occurrence.hours,
            duration=occurrence.duration,
            zone=occurrence.schedule.zone,
            attendance=occurrence.attendance,
            place=occurrence.shown_place.one_line if occurrence.shown_place else "",
            public_area=occurrence.public_area,
            place_is_pending=occurrence.place_is_pending,
            online_url=occurrence.shown_online_url,
            town="" if occurrence.shown_place else occurrence.town,
        )

    def as_json(self) -> dict[str, Any]:
        """What `Announcement.old` and `.new` hold: ISO dates, "HH:MM", seconds."""
        return asdict(self) | {
            "start_on": self.start_on.isoformat(),
            "start_time": self.start_time and self.start_time.isoformat(timespec="minutes"),
            "duration": self.duration and int(self.duration.total_seconds()),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The opposite of `as_json`."""
        return cls(
            **stored
            | {
                "start_on": dt.date.fromisoformat(stored["start_on"]),
                "start_time": stored["start_time"] and dt.time.fromisoformat(stored["start_time"]),
                "duration": dt.timedelta(seconds=stored["duration"]) if stored["duration"] else None,
            }
        )

    def says_another_place_than(self, other: Self) -> bool:
        return self.whereabouts != other.whereabouts

    def awaited_place_of(self, occurrence: Occurrence) -> bool:
        """The place was to come, and is known now in the town that was named: nothing that was said is wrong now."""
        is_as_said = self.area in ("", occurrence.town, occurrence.public_area)
        is_set = self.place_is_pending and not occurrence.place_is_pending
        return is_set and is_as_said and self.attendance == occurrence.attendance

    @property
    def time(self) -> tuple[Any, ...]:
        return (self.start_on, self.start_time, self.hours, self.duration, self.zone)

    @property
    def whereabouts(self) -> tuple[Any, ...]:
        return (self.attendance, self.place, self.public_area, self.town, self.place_is_pending, self.online_url)

    @property
    def area(self) -> str:
        """What everybody may know of a place that is hidden or to come."""
        return self.public_area or self.town
