"""Content lines as components, flat: what stands inside an event is only counted."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from icalendar.parser import Contentline

from events.errors import EventsError
from events.imports.calendar_file.bounds import (
    DEEPEST,
    MOST_CHARACTERS,
    MOST_COMPONENTS,
    MOST_PARAMETERS,
    MOST_PROPERTIES,
)
from events.imports.calendar_file.content_lines import ContentLine
from events.imports.calendar_file.entries import NotTaken

_NAME = re.compile(r"[A-Za-z0-9-]{1,60}(?=[:;])")


@dataclass(frozen=True, slots=True)
class Property:
    """`value` as it stands, still escaped."""

    name: str
    value: str
    parameters: dict[str, str]
    line: int


@dataclass(slots=True)
class Component:
    """`inner` are the names of the components inside, each with its line."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    inner: list[tuple[str, int]] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Property]:
        return (one for one in self.properties if one.name == name)

    def first(self, name: str) -> Property | None:
        return next(self.all(name), None)


class ComponentReader:
    """One pass over the lines. `calendar` holds the properties of the file itself; `broken` what was not closed."""

    def __init__(self) -> None:
        self.calendar = Component("VCALENDAR", 1)
        self.found: list[Component] = []
        self.not_taken: list[NotTaken] = []
        self._open: list[str] = []
        self._current: Component | None = None
        self._count = 0

    def read(self, lines: Iterable[ContentLine]) -> None:
        """Raises EventsError (field `file`) for more, or deeper, than is looked at."""
        for line in lines:
            word, _colon, name = line.text.partition(":")
            if word.upper() == "BEGIN":
                self._begin(name.strip().upper()[:60], line.number)
            elif word.upper() == "END":
                self._end(name.strip().upper()[:60], line.number)
            else:
                self._property(line)
        self._drop_current()

    def _begin(self, name: str, line: int) -> None:
        self._count += 1
        if self._count > MOST_COMPONENTS:
            message = _("The file has more than %(most)d parts (BEGIN). Export a shorter time.")
            raise EventsError(message % {"most": MOST_COMPONENTS}, field="file")
        if name == "VCALENDAR" or (self._current is not None and name == self._current.name):
            self._drop_current()
            self._open = [] if name == "VCALENDAR" else self._open[:1]
        if len(self._open) >= DEEPEST:
            message = _("Line %(line)d: %(name)s lies inside too many others.")
            raise EventsError(message % {"line": line, "name": name}, field="file")
        if len(self._open) == 1:
            self._current = Component(name, line)
        elif self._current is not None:
            self._current.inner.append((name, line))
        self._open.append(name)

    def _end(self, name: str, line: int) -> None:
        if name not in self._open:
            self.not_taken.append(NotTaken(f"END:{name}", _("nothing of this name is open"), line))
            return
        while self._open.pop() != name:
            pass
        if len(self._open) <= 1 and self._current is not None:
            if name == self._current.name:
                self.found.append(self._current)
                self._current = None
            else:
                self._drop_current()

    def _drop_current(self) -> None:
        """It has no end: who knows what else belongs to it."""
        if self._current is not None:
            reason = _("it is not closed: its END is missing")
            self.not_taken.append(NotTaken(self._current.name, reason, self._current.line, of=_title_of(self._current)))
        self._current = None

    def _property(self, line: ContentLine) -> None:
        if len(self._open) > 2:
            return  # of something inside: said once, for the whole of it
        owner = self._current if len(self._open) == 2 else self.calendar
        if owner is None:
            return
        match = _NAME.match(line.text)
        name = match[0].upper() if match else line.text[:20]
        try:
            if match is None:
                raise ValueError
            owner.properties.append(_parsed(name, line, more=len(owner.properties) < MOST_PROPERTIES))
        except _TooMuch as error:
            owner.not_taken.append(NotTaken(name, str(error), line.number))
        except (ValueError, IndexError, KeyError):  # what icalendar raises for a line that is none
            owner.not_taken.append(NotTaken(name, _("the line cannot be read"), line.number))


class _TooMuch(Exception):
    pass


def _parsed(name: str, line: ContentLine, *, more: bool) -> Property:
    if not more:
        raise _TooMuch(_("there are more than %(most)d properties beside it") % {"most": MOST_PROPERTIES})
    if len(line.text) > MOST_CHARACTERS:
        raise _TooMuch(_("it is longer than %(most)d characters") % {"most": MOST_CHARACTERS})
    if line.text[len(name)] == ":":
        return Property(name, line.text[len(name) + 1 :], {}, line.number)
    end = _value_begins_at(line.text)
    if end > MOST_PARAMETERS:
        raise _TooMuch(_("its parameters are longer than %(most)d characters") % {"most": MOST_PARAMETERS})
    _name, parameters, _none = Contentline(line.text[:end]).parts()
    said = {key.upper(): value if isinstance(value, str) else ",".join(value) for key, value in parameters.items()}
    return Property(name, line.text[end:], said, line.number)


def _value_begins_at(text: str) -> int:
    """After the first colon outside quotation marks. Raises ValueError."""
    quoted = False
    for place, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return place + 1
    raise ValueError("no value")


def _title_of(component: Component) -> str:
    said = component.first("SUMMARY") or component.first("UID")
    return said.value[:100] if said else ""
