"""Everything that the grammars find in one line, once."""

import re
from collections.abc import Sequence
from typing import Protocol
from weakref import ReferenceType, ref

from django.utils.functional import cached_property

from events.imports.action_list.access import AccessSpan, find_access
from events.imports.action_list.asides import find_asides
from events.imports.action_list.days import DaySpan, find_days, may_say_day
from events.imports.action_list.hours import HourSpan, find_hours, may_say_hour
from events.imports.action_list.kinds import KindSpan, find_kinds, may_say_kind
from events.imports.action_list.labels import Label, find_labels
from events.imports.action_list.lines import Line
from events.imports.action_list.meant_days import Window
from events.imports.action_list.online import Codes, find_attendance, find_codes, find_in_person
from events.imports.action_list.pending import PendingSpan, find_pending
from events.imports.action_list.streets import find_addresses
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.venues import is_venue_name
from events.imports.action_list.words import phrases

Stretch = tuple[int, int]
_MOST_NUMBERS = 60
_TIMELESS = ("accessibility", "note", "contact")
_SAME_DAY = phrases("days", "same")
_QUOTED = re.compile(r'"[^"]{1,160}"')


class Span(Protocol):
    """What a grammar has found, and where."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Facts:
    """What a line, or a stretch of it, says. Found when first asked for."""

    def __init__(self, line: Line, window: Window, *, start: int | None = None, end: int | None = None) -> None:
        self.line, self.window = line, window
        self.start = line.start if start is None else start
        self.end = line.end if end is None else end
        self._whole: ReferenceType[Facts] | None = None
        self._stretches: dict[Stretch, Facts] = {}
        self._tokens: dict[frozenset[Stretch], Tokens] = {}

    @property
    def whole(self) -> "Facts":
        """Those of the line that a stretch is of. Whoever reads a stretch holds its line, a stretch does not: so both
        are forgotten with the line."""
        whole = self._whole() if self._whole else None
        return whole or self

    def within(self, start: int, end: int) -> "Facts":
        """The same of a stretch of the line."""
        if (start, end) == (self.start, self.end):
            return self
        whole = self.whole
        inner = whole._stretches.get((start, end))
        if inner is None:
            inner = whole._stretches[start, end] = Facts(self.line, self.window, start=start, end=end)
            inner._whole = ref(whole)
        return inner

    @cached_property
    def _codes(self) -> Codes:
        return find_codes(self.line) if self.whole is self else self.whole._codes.within(self.start, self.end)

    @property
    def links(self) -> Sequence[Stretch]:
        return self._codes.links

    @property
    def emails(self) -> Sequence[Stretch]:
        return self._codes.emails

    @property
    def phones(self) -> Sequence[Stretch]:
        return self._codes.phones

    @cached_property
    def quotes(self) -> list[Stretch]:
        found = [match.span() for match in _QUOTED.finditer(self.line.text, self.start, self.end)]
        return [(start, end) for start, end in found if (start, end) != (self.start, self.end)]

    @cached_property
    def _every_word(self) -> Tokens:
        return Tokens(self.line, self.start, self.end)

    @cached_property
    def words(self) -> Tokens:
        """Tokens without links, addresses of mail, telephones and prices."""
        return self._without(*self._codes)

    @cached_property
    def asides(self) -> list[Stretch]:
        """Clauses whose hours and days are of something else."""
        return find_asides(self._without(self.links, self.emails, self.quotes), self.end, self.emails, self.phones)

    @cached_property
    def _when_words(self) -> Tokens:
        return self._without(*self._codes, self.quotes, self.asides)

    @cached_property
    def _is_timeless(self) -> bool:
        """Whether hours in it are not the action's: a label at its head says so, or there are too many numbers."""
        first = self.labels[0] if self.labels else None
        if first is not None and first.start == self.start and first.field in _TIMELESS:
            return True
        words = self.words.texts
        return len(words) > _MOST_NUMBERS and sum(word[0].isdecimal() for word in words) > _MOST_NUMBERS

    @cached_property
    def hours(self) -> list[HourSpan]:
        if not may_say_hour(self._every_word) or self._is_timeless:
            return []
        return list(find_hours(self._when_words))

    @cached_property
    def days(self) -> list[DaySpan]:
        if not may_say_day(self._every_word) or self._is_timeless:
            return []
        legible = self._without(*self._codes, self.quotes, self.asides, _stretches(self.hours))
        return list(find_days(legible, self.window))

    @cached_property
    def pending(self) -> list[PendingSpan]:
        return list(find_pending(self._when_words))

    @cached_property
    def kinds(self) -> list[KindSpan]:
        if not may_say_kind(self._every_word):
            return []
        return list(find_kinds(self._without(*self._codes, self.quotes, self.asides, _stretches(self.days))))

    @cached_property
    def labels(self) -> list[Label]:
        return list(find_labels(self._when_words))

    @cached_property
    def _access(self) -> list[AccessSpan]:
        return find_access(self.words)

    @property
    def access(self) -> list[AccessSpan]:
        return [span for span in self._access if not span.is_denied]

    @property
    def denies_access(self) -> bool:
        return any(span.is_denied for span in self._access)

    @cached_property
    def attendance(self) -> list[tuple[str, int, int]]:
        return list(find_attendance(self.words))

    @cached_property
    def in_person(self) -> list[Stretch]:
        """Where it says that it is in person, beside that it is online."""
        if not self.attendance:
            return []
        said = find_in_person(self.words)
        return [span for span in said if not any(first <= span[0] < last for _name, first, last in self.attendance)]

    @cached_property
    def same_day(self) -> Stretch | None:
        """Where it says that it is the day of the action before."""
        tokens = self._without(*self._codes, self.quotes)
        return next((tokens.stretch(first, last) for _name, first, last in _SAME_DAY.find_all(tokens)), None)

    @cached_property
    def taken(self) -> list[Stretch]:
        """What the grammars take out of the line: the rest are words."""
        stretches = _stretches([*self.hours, *self.days, *self.pending, *self.labels])
        if self.same_day:
            stretches.append(self.same_day)
        return [*stretches, *self.links, *self.emails, *self.asides, *self.in_person]

    @cached_property
    def addresses(self) -> list[Stretch]:
        """Streets with a number, outside of what else is found."""
        return find_addresses(self.line, self.start, self.end, taken=self.taken)

    @property
    def has_place_label(self) -> bool:
        return any(label.field == "place" and self.line.text[label.start] != "⌖" for label in self.whole.labels)

    def is_aside(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.asides)

    def title_kinds(self, start: int, end: int) -> list[KindSpan]:
        """Kinds, unless the stretch is a venue's name: "Strike Lane Community Centre", "March Hall"."""
        kinds = [kind for kind in self.kinds if start <= kind.start < end]
        return [] if kinds and is_venue_name(self.line, start, end) else kinds

    @property
    def says_when(self) -> bool:
        """Whether an hour is said, or that it is to come."""
        return any(span.hours for span in self.hours) or any(
            span.topics <= {"hour", "place"} and span.topics != {"place"} for span in self.pending
        )

    def _without(self, *taken: Sequence[Stretch]) -> Tokens:
        hidden = frozenset().union(*taken)
        if not hidden:
            return self._every_word
        if hidden not in self._tokens:
            self._tokens[hidden] = Tokens(self.line, self.start, self.end, taken=hidden)
        return self._tokens[hidden]


def _stretches(spans: Sequence[Span]) -> list[Stretch]:
    return [(span.start, span.end) for span in spans]
