"""What has changed about a date, for the banner above its page: the newest change of its time and of its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from events.models import Announcement, Occurrence
from events.remembered import Remembered

Kind = Announcement.Kind
OF_TIME = frozenset({Kind.MOVED, Kind.HOUR_SET, Kind.RESCHEDULED, Kind.REINSTATED, Kind.POSTPONED})
OF_PLACE = frozenset({Kind.PLACE_CHANGED, Kind.MOVED_ONLINE})


@dataclass(frozen=True, slots=True)
class DateChange:
    """`was` is what the public was shown before it."""

    kind: str
    was: Remembered
    says_old_time: bool
    says_old_place: bool


def changes_of(occurrence: Occurrence, announcements: Iterable[Announcement]) -> list[DateChange]:
    """Of a date that takes place: at most one of its time and one of its place. `announcements` newest first.

    Nothing of another place that only people who have confirmed were shown.
    """
    if not occurrence.is_scheduled:
        return []
    newest = list(announcements)
    found = [
        next((one for one in newest if one.kind in OF_TIME), None),
        next((one for one in newest if one.kind in OF_PLACE and one.old != one.new), None),
    ]
    return [_change(occurrence, one) for one in found if one is not None and one.kind != Kind.POSTPONED]


def _change(occurrence: Occurrence, announcement: Announcement) -> DateChange:
    was, now = Remembered.from_json(announcement.old), Remembered.of(occurrence)
    is_of_place = announcement.kind in OF_PLACE
    return DateChange(
        kind=announcement.kind,
        was=was,
        says_old_time=not is_of_place and announcement.kind != Kind.HOUR_SET and was.time != now.time,
        says_old_place=is_of_place and was.whereabouts != now.whereabouts and bool(was.place or was.area),
    )
