"""A whole file: its entries, dates that are otherwise beside the series they belong to, and what was not taken."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from events.errors import EventsError
from events.imports.calendar_file import properties as words
from events.imports.calendar_file.bounds import MOST_ENTRIES, MOST_OVERRIDES
from events.imports.calendar_file.components import Component, ComponentReader
from events.imports.calendar_file.content_lines import decode_calendar, read_content_lines
from events.imports.calendar_file.entries import NotTaken, ReadCalendar, Refusal, grouped
from events.imports.calendar_file.texts import one_line
from events.imports.calendar_file.vevent import EventReader, ReadEvent, as_override
from events.imports.calendar_file.zone_names import find_zone_of


def read_calendar(source: bytes | str) -> ReadCalendar:
    """Raises EventsError (field `file`) for what is no calendar at all, or more than is looked at."""
    reader = ComponentReader()
    reader.read(read_content_lines(source if isinstance(source, str) else decode_calendar(source)))
    events = [one for one in reader.found if one.name == "VEVENT"]
    others = [one for one in reader.found if one.name not in ("VEVENT", "VTIMEZONE")]
    not_taken = [*reader.not_taken, *reader.calendar.not_taken, *map(_not_an_event, others)]
    masters, overrides = _split(_read_events(events, _zones_of(reader.found), not_taken), not_taken)
    if len(masters) > MOST_ENTRIES:
        counts = {"number": len(masters), "most": MOST_ENTRIES}
        message = _("It has %(number)s events; at most %(most)s fit at once. Export a shorter time.")
        raise EventsError(message % counts, field="file")
    _join(masters, overrides, not_taken)
    calendar, bookkeeping = reader.calendar, set[str]().union(*(one.bookkeeping for one in (*masters, *overrides)))
    for one in calendar.properties:
        if words.is_bookkeeping(one.name) or one.name in _OF_CALENDAR:
            bookkeeping.add(one.name)
        else:
            not_taken.append(NotTaken(one.name, words.reason_of_property(one.name), one.line))
    entries = [one.entry for one in masters]
    for index, entry in enumerate(entries):
        entry.index = index
    return ReadCalendar(
        name=_of_calendar(calendar, "X-WR-CALNAME", "NAME")[:200],
        zone=find_zone_of(_of_calendar(calendar, "X-WR-TIMEZONE"), said_by_file={}),
        entries=entries,
        not_taken=grouped(not_taken),
        bookkeeping=tuple(sorted(bookkeeping)),
    )


_OF_CALENDAR = {"NAME", "DESCRIPTION", "UID", "URL", "CATEGORIES"}


def _of_calendar(calendar: Component, *names: str) -> str:
    found = (calendar.first(name) for name in names)
    return next((one_line(one.value) for one in found if one), "")


def _zones_of(components: Iterable[Component]) -> dict[str, str]:
    """By TZID the zone that a VTIMEZONE says it is."""
    said = {}
    for component in components:
        tzid, location = component.first("TZID"), component.first("X-LIC-LOCATION")
        if component.name == "VTIMEZONE" and tzid and location:
            said[tzid.value.strip()[:100]] = location.value.strip()[:100]
    return said


def _not_an_event(component: Component) -> NotTaken:
    return NotTaken(component.name, words.reason_of_component(component.name), component.line)


def _read_events(
    components: Iterable[Component], zones: dict[str, str], not_taken: list[NotTaken]
) -> Iterator[ReadEvent]:
    known: dict[str, str] = {}

    def find_zone(tzid: str) -> str:
        if tzid not in known:
            known[tzid] = find_zone_of(tzid, said_by_file=zones)
        return known[tzid]

    for component in components:
        try:
            yield EventReader(component, find_zone).read(0)
        except Refusal as refusal:
            summary = component.first("SUMMARY") or component.first("UID")
            said = one_line(summary.value)[:100] if summary else "VEVENT"
            not_taken.append(NotTaken(refusal.name, refusal.reason, refusal.line, of=said or "VEVENT"))


def _split(found: Iterable[ReadEvent], not_taken: list[NotTaken]) -> tuple[list[ReadEvent], list[ReadEvent]]:
    """Of two entries with one UID the newer one, the first where they are as old."""
    masters: dict[str, ReadEvent] = {}
    overrides = []
    for one in found:
        uid = one.entry.uid
        if one.recurrence is not None:
            overrides.append(one)
            continue
        before = masters.get(uid)
        if before is not None:
            left = one if one.sequence <= before.sequence else before
            reason = _("two entries have this UID: the newer one is taken")
            not_taken.append(NotTaken("UID", reason, left.entry.line, of=left.entry.title or uid))
        if before is None or one.sequence > before.sequence:
            masters[uid] = one
    return list(masters.values()), overrides


def _join(masters: list[ReadEvent], overrides: list[ReadEvent], not_taken: list[NotTaken]) -> None:
    """One without its series is an entry of its own."""
    series = {one.entry.uid: one.entry for one in masters}
    for one in overrides:
        assert one.recurrence is not None
        master = series.get(one.entry.uid)
        if master is None:
            day, time = one.recurrence.day.isoformat(), one.recurrence.time or ""
            one.entry.uid = f"{one.entry.uid[:200]}#{day}{time}"
            masters.append(one)
            continue
        title = master.title or master.uid
        if one.is_of_following or len(master.overrides) >= MOST_OVERRIDES:
            reason = _("a change of this date and all that follow is not kept")
            if not one.is_of_following:
                reason = _("there are more than %(most)d dates") % {"most": MOST_OVERRIDES}
            not_taken.append(NotTaken("RECURRENCE-ID", reason, one.entry.line, of=title))
            master.is_partial = True
            continue
        master.overrides += (as_override(one),)
        master.not_taken = grouped([*master.not_taken, *one.entry.not_taken, *_other_texts(one, master)])


def _other_texts(one: ReadEvent, master: object) -> Iterator[NotTaken]:
    """A date has its day, hour and state here; what else it says otherwise is said."""
    if one.entry.is_cancelled:
        return
    for name, attribute in (("SUMMARY", "title"), ("DESCRIPTION", "note"), ("LOCATION", "place")):
        theirs = getattr(one.entry, attribute)
        if theirs and theirs != getattr(master, attribute):
            reason = _("one date says something else than the series: that of the series is taken")
            yield NotTaken(name, reason, one.entry.line)
