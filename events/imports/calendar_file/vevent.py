"""One VEVENT into an entry. What cannot be read is left out and said; only without a start there is no entry."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from icalendar.prop import vDuration

from events.imports.calendar_file import properties as words
from events.imports.calendar_file.bounds import MOST_LISTED, UID_LENGTH
from events.imports.calendar_file.components import Component, Property
from events.imports.calendar_file.entries import Entry, NotTaken, Override, Refusal, grouped
from events.imports.calendar_file.kinds import kind_of
from events.imports.calendar_file.stamps import FLOATING, TZID, Stamp, is_near, read_stamp
from events.imports.calendar_file.texts import as_markdown, one_line, plain
from events.wall_time import LONGEST

TITLE_LENGTH, NOTE_LENGTH, PLACE_LENGTH, URL_LENGTH = 200, 15_000, 300, 500
FindZone = Callable[[str], str]
_URL = re.compile(r"https?://[^\s<>\"]{3,480}", re.I)
_GEO = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*;\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*", re.ASCII)


@dataclass(slots=True)
class ReadEvent:
    """An entry and the RECURRENCE-ID by which it is one date of another."""

    entry: Entry
    recurrence: Stamp | None
    is_of_following: bool
    sequence: int
    bookkeeping: set[str] = field(default_factory=set)


class EventReader:
    def __init__(self, component: Component, find_zone: FindZone) -> None:
        self._component, self._find_zone = component, find_zone
        self._not_taken: list[NotTaken] = list(component.not_taken)

    def read(self, index: int) -> ReadEvent:
        """Raises Refusal naming DTSTART."""
        starts = self._start()
        entry = Entry(index=index, uid="", line=self._component.line, starts=starts)
        entry.title = self._line("SUMMARY", TITLE_LENGTH)
        entry.uid = self._uid(entry)
        entry.note = self._note()
        entry.kind = kind_of(self._categories())
        entry.ends = self._end(starts)
        self._where(entry)
        self._repeats(entry)
        self._states(entry)
        recurrence = self._stamp(one) if (one := self._component.first("RECURRENCE-ID")) else None
        bookkeeping = self._leave_out()
        entry.not_taken = grouped(self._not_taken)
        return ReadEvent(entry, recurrence, self._is_of_following(), self._sequence(), bookkeeping)

    def _say(self, one: Property, reason: str) -> None:
        self._not_taken.append(NotTaken(one.name, reason, one.line))

    def _first(self, name: str) -> Property | None:
        """The first of its name; others are said."""
        found = list(self._component.all(name))
        for one in found[1:]:
            self._say(one, _("it is there twice: the first is taken"))
        return found[0] if found else None

    # --- Texts -------------------------------------------------------------------------------------------------

    def _line(self, name: str, length: int) -> str:
        one = self._first(name)
        if one is None:
            return ""
        line = one_line(one.value)
        if len(line) > length:
            self._say(one, _("cut off after %(most)d characters") % {"most": length})
        return line[:length].strip()

    def _uid(self, entry: Entry) -> str:
        """What has none is known again as long as its title and start stay."""
        one = self._first("UID")
        uid = one_line(one.value) if one else ""
        if uid and len(uid) <= UID_LENGTH:
            return uid
        if not uid:
            reason = _("it is missing: with another title or start the entry counts as a new one")
            self._not_taken.append(NotTaken("UID", reason, self._component.line))
        named = uid or f"{entry.title}\n{entry.starts}"
        return "sha256:" + hashlib.sha256(named.encode()).hexdigest()

    def _note(self) -> str:
        one = self._first("DESCRIPTION")
        html = self._first("X-ALT-DESC")
        if one is not None and one.value.strip():
            if html is not None:
                self._say(html, _("the same text again: DESCRIPTION is taken"))
            text = plain(one.value)
        else:
            text = plain(html.value) if html is not None else ""
        note = as_markdown(text[:NOTE_LENGTH])
        if len(text) > NOTE_LENGTH and (cut := one or html):
            self._say(cut, _("cut off after %(most)d characters") % {"most": NOTE_LENGTH})
        page = self._url("URL")
        return "\n\n".join(part for part in (note, f"<{page}>" if page and page not in note else "") if part)

    def _url(self, name: str) -> str:
        one = self._first(name)
        if one is None or not one.value.strip():
            return ""
        url = plain(one.value).strip()
        if len(url) <= URL_LENGTH and _URL.fullmatch(url):
            return url
        self._say(one, _("this is no web address that begins with https://"))
        return ""

    def _categories(self) -> Iterator[str]:
        """None of them is lost: what is no kind is said."""
        for one in self._component.all("CATEGORIES"):
            found = [plain(part) for part in re.split(r"(?<!\\),", one.value)]
            yield from found
            if not kind_of(found):
                self._say(one, _("“%(value)s” is no kind of action here") % {"value": ", ".join(found)[:100]})

    # --- Where -------------------------------------------------------------------------------------------------

    def _where(self, entry: Entry) -> None:
        """A link in LOCATION is where one takes part online."""
        line = self._line("LOCATION", PLACE_LENGTH)
        link = self._conference()
        if (found := _URL.search(line)) and not link:
            link, line = found[0], " ".join((line[: found.start()] + line[found.end() :]).split()).strip(" ,;()-–")
        elif line and _is_online(line):
            line, entry.attendance = "", "online"
        entry.place, entry.online_url = line, link
        if link:
            entry.attendance = "both" if line else "online"
        elif not entry.attendance:
            entry.attendance = "in-person"
        self._geo(entry)

    def _conference(self) -> str:
        """The first; a number to dial, or a second one, is said."""
        links = [(one, plain(one.value).strip()) for name in words.CONFERENCES for one in self._component.all(name)]
        taken = ""
        for one, link in links:
            if not taken and len(link) <= URL_LENGTH and _URL.fullmatch(link):
                taken = link
            elif link != taken:
                self._say(one, _("one web address is taken, and nothing else"))
        return taken

    def _geo(self, entry: Entry) -> None:
        one = self._first("GEO")
        if one is None:
            return
        match = _GEO.fullmatch(one.value)
        if match is None or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
            self._say(one, _("these are no coordinates"))
        elif not entry.place:
            self._say(one, _("there is no place beside the coordinates"))
        else:
            entry.geo = f"{float(match[1]):.6f};{float(match[2]):.6f}"

    # --- When --------------------------------------------------------------------------------------------------

    def _start(self) -> Stamp:
        one = self._first("DTSTART")
        if one is None:
            raise Refusal("DTSTART", _("it has no start"), line=self._component.line)
        stamp = self._read(one, one.value)
        if stamp is None:
            value = {"value": one.value[:40]}
            raise Refusal("DTSTART", _("“%(value)s” is not a date") % value, line=one.line)
        if not is_near(stamp):
            raise Refusal("DTSTART", _("the year %(year)d is too far away") % {"year": stamp.day.year}, line=one.line)
        return stamp

    def _end(self, starts: Stamp) -> Stamp | dt.timedelta | None:
        """None is no known end."""
        if one := self._first("DTEND"):
            if duration := self._component.first("DURATION"):
                self._say(duration, _("there is an end beside it, which is taken"))
            ends = self._stamp(one)
            if ends is None or (ends.time is None) != (starts.time is None):
                if ends is not None:
                    self._say(one, _("a day and an hour do not go together"))
                return None
            if ends.clock == starts.clock and (ends.day, ends.time or dt.time()) < (
                starts.day,
                starts.time or dt.time(),
            ):
                self._say(one, _("it ends before it starts: no end is taken"))
                return None
            return ends
        return self._duration(self._first("DURATION"))

    def _duration(self, one: Property | None) -> dt.timedelta | None:
        if one is None:
            return None
        try:
            duration = vDuration.from_ical(one.value.strip()[:40])
        except (ValueError, OverflowError):
            duration = None
        if not isinstance(duration, dt.timedelta) or not dt.timedelta(0) < duration <= LONGEST:
            self._say(one, _("it is no length of time up to a year: no end is taken"))
            return None
        return duration

    def _stamp(self, one: Property) -> Stamp | None:
        """Of a property that may be left out: then it is said."""
        stamp = self._read(one, one.value)
        if stamp is None:
            self._say(one, _("“%(value)s” is not a date") % {"value": one.value[:40]})
        elif not is_near(stamp):
            self._say(one, _("the year %(year)d is too far away") % {"year": stamp.day.year})
            return None
        return stamp

    def _read(self, one: Property, value: str) -> Stamp | None:
        tzid = one.parameters.get("TZID", "")[:100]
        clock = (self._find_zone(tzid) or TZID + tzid) if tzid else FLOATING
        return read_stamp(value, clock=clock)

    def _repeats(self, entry: Entry) -> None:
        if one := self._first("RRULE"):
            entry.rule, entry.rule_line = one.value.strip()[:1000], one.line
        for one in self._component.all("EXRULE"):
            self._say(one, _("a rule of exceptions is not kept"))
            entry.is_partial = True
        entry.rdates, rdates_are_whole = self._listed("RDATE", entry)
        entry.exdates, exdates_are_whole = self._listed("EXDATE", entry)
        entry.is_partial |= not (rdates_are_whole and exdates_are_whole)

    def _listed(self, name: str, entry: Entry) -> tuple[tuple[Stamp, ...], bool]:
        """The dates, and whether these are all."""
        found: list[Stamp] = []
        is_whole = True
        for one in self._component.all(name):
            for value in one.value.split(",", MOST_LISTED + 1):
                stamp = self._read(one, value)
                if stamp is None or not is_near(stamp):
                    self._say(one, _("“%(value)s” is not a date") % {"value": value[:40]})
                    is_whole = False
                elif len(found) >= MOST_LISTED:
                    self._say(one, _("there are more than %(most)d dates") % {"most": MOST_LISTED})
                    return tuple(found), False
                else:
                    found.append(stamp)
        return tuple(dict.fromkeys(found)), is_whole

    def _is_of_following(self) -> bool:
        one = self._component.first("RECURRENCE-ID")
        return one is not None and "RANGE" in one.parameters

    def _sequence(self) -> int:
        one = self._component.first("SEQUENCE")
        return int(one.value) if one and re.fullmatch(r"\d{1,9}", one.value.strip(), re.ASCII) else 0

    # --- The rest ----------------------------------------------------------------------------------------------

    def _states(self, entry: Entry) -> None:
        status = one.value.strip().upper() if (one := self._first("STATUS")) else ""
        entry.is_cancelled, entry.is_tentative = status == "CANCELLED", status == "TENTATIVE"
        if one and status not in ("CANCELLED", "TENTATIVE", "CONFIRMED", ""):
            self._say(one, _("“%(value)s” is no state that we know") % {"value": status[:40]})
        visibility = found.value.strip().upper() if (found := self._first("CLASS")) else ""
        entry.is_private = visibility in ("PRIVATE", "CONFIDENTIAL")

    def _leave_out(self) -> set[str]:
        """Says of everything else why it is not taken; returns the names of the other program's own."""
        bookkeeping = set()
        for one in self._component.properties:
            if one.name in words.TAKEN:
                continue
            if words.is_bookkeeping(one.name):
                bookkeeping.add(one.name)
            else:
                self._say(one, words.reason_of_property(one.name))
        for name, line in self._component.inner:
            self._not_taken.append(NotTaken(name, words.reason_of_component(name), line))
        return bookkeeping


def as_override(read: ReadEvent) -> Override:
    assert read.recurrence is not None
    entry = read.entry
    return Override(read.recurrence, entry.starts, entry.ends, entry.is_cancelled, entry.line)


def _is_online(line: str) -> bool:
    return line.casefold() in {"online", str(_("Online")).casefold(), "virtual", "zoom"}
