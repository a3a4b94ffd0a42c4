"""Lines that belong together: headings of days and towns, what follows them, names, and what is left out."""

import datetime as dt
from collections.abc import Callable, Sequence

from events.gazetteer import Town
from events.imports.action_list.cells import Cell, LeftOut, ReadAction, ReadList, ReadName, Source
from events.imports.action_list.days import Window
from events.imports.action_list.describe import describe
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.lines import Line
from events.imports.action_list.names import read_names
from events.imports.action_list.rows import read_row
from events.imports.action_list.sections import is_furniture, is_heading, is_prose, names_heading, names_inline
from events.imports.action_list.tables import find_table
from events.imports.action_list.towns import Opening, has_venue, put_opening, read_opening

HEADING, PROSE, FURNITURE, UNKNOWN = "heading", "prose", "furniture", "unknown"


class Reader:
    """Reads lines in order. `_town` is the last town's heading, `_day` the last day's, with the lines that they stand in."""

    def __init__(self, window: Window, find_town: Callable[[str, str], Town | None]) -> None:
        self._window, self._find_town = window, find_town
        self._actions: list[ReadAction] = []
        self._names: list[ReadName] = []
        self._left_out: list[LeftOut] = []
        self._draft: Draft | None = None
        self._town: tuple[Line, Opening] | None = None
        self._region: Line | None = None
        self._day: tuple[Line, dt.date, dt.date | None, tuple[int, int]] | None = None
        self._role = ""
        self._used: set[int] = set()

    def read(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._facts = [Facts(line, self._window) for line in lines]
        index = 0
        while index < len(lines):
            index = self._read_table(index) or self._read_line(index)
        self._close()

    def result(self) -> ReadList:
        left_out = [*self._left_out, *self._unused()]
        return ReadList(tuple(self._actions), tuple(self._names), tuple(sorted(left_out, key=lambda left: left.line)))

    # --- One line ----------------------------------------------------------------------------------------------

    def _read_line(self, index: int) -> int:
        line, facts = self._lines[index], self._facts[index]
        if line.is_too_long:
            self._leave(line, PROSE)
        elif is_furniture(line):
            self._role = ""
            self._leave(line, FURNITURE)
        elif not self._read_name(index):
            self._read_action_line(index, facts)
        return index + 1

    def _read_name(self, index: int) -> bool:
        line = self._lines[index]
        if role := names_heading(line):
            if role == "host" and self._draft is not None and not self._is_first(index):
                return False
            self._end_town()
            self._role = role
            self._leave(line, HEADING)
            return True
        inline = names_inline(line)
        if inline and not (inline[0] == "host" and self._draft is not None and not self._is_first(index)):
            self._end_town()
            self._role = ""
            self._put_names(line, inline[1], inline[0], is_list=False)
            return True
        if not self._role:
            return False
        if self._is_first(index) and self._ends_names(index):
            self._role = ""
            return False
        self._put_names(line, line.start, self._role, is_list=True)
        return True

    def _ends_names(self, index: int) -> bool:
        facts = self._facts[index]
        follows = self._next_in_block(index)
        return bool(
            is_heading(facts)
            or facts.days
            or facts.says_when
            or is_prose(facts)
            or (follows is not None and self._facts[follows].says_when)
        )

    def _put_names(self, line: Line, start: int, role: str, *, is_list: bool) -> None:
        found = list(read_names(line, start, role, is_list=is_list))
        if not found:
            self._leave(line, UNKNOWN)
        self._names += found
        self._used.add(line.number)

    # --- Actions -----------------------------------------------------------------------------------------------

    def _read_action_line(self, index: int, facts: Facts) -> None:
        line = facts.line
        if is_heading(facts):
            self._end_town()
            self._leave(line, HEADING)
        elif self._is_day_heading(index):
            self._open_day(index)
        elif (opening := self._opening(index)) is not None:
            self._open(index, opening)
        elif self._belongs(index):
            self._continue(index)
        else:
            self._end_town()
            self._leave(line, PROSE if is_prose(facts) or len(line.content.split()) > 5 else UNKNOWN)

    def _is_day_heading(self, index: int) -> bool:
        """A line that is a day and nothing else."""
        facts = self._facts[index]
        if not facts.days or facts.days[0].day is None or facts.hours or facts.kinds:
            return False
        rest = facts.line.text[facts.start : facts.days[0].start] + facts.line.text[facts.days[0].end : facts.end]
        return not any(character.isalnum() for character in rest)

    def _open_day(self, index: int) -> None:
        line, span = self._lines[index], self._facts[index].days[0]
        if self._in_stanza(index):
            if self._draft is not None and ("day" in self._draft or "title" in self._draft):
                self._close()
            self._draft = self._draft or self._begin()
            describe(self._draft, self._facts[index])
            return
        self._end_town()
        self._day = (line, span.day or dt.date.min, span.last_day, (span.start, span.end))

    def _in_stanza(self, index: int) -> bool:
        return self._town is not None and not self._is_first(index)

    def _opening(self, index: int) -> Opening | None:
        """The town that a line opens, if it is one and not a place or a title."""
        facts = self._facts[index]
        opening = read_opening(facts)
        if opening is None:
            return None
        if opening.rest >= facts.end:
            return opening if self._is_town_heading(index, opening) else None
        return opening if self._is_town_line(index, opening) else None

    def _is_town_heading(self, index: int, opening: Opening) -> bool:
        """A line that is nothing but a town: something about an action follows, and no action waits for its place."""
        follows = self._following(index)
        if follows is None:
            return False
        if self._is_first(index):
            return self._speaks_of_action(follows) or self._is_group(index, follows)
        if has_venue(opening, self._lines[index]):
            return False
        is_whole = self._draft is None or "hours" in self._draft or "title" in self._draft
        return is_whole and follows == index + 1 and self._begins_details(follows)

    def _speaks_of_action(self, index: int) -> bool:
        facts = self._facts[index]
        if is_prose(facts) and not facts.says_when:
            return False
        return bool(facts.says_when or facts.kinds or facts.days or facts.labels) or (
            index + 1 < len(self._lines)
            and not self._is_first(index + 1)
            and bool(self._facts[index + 1].says_when or self._facts[index + 1].kinds)
        )

    def _begins_details(self, index: int) -> bool:
        facts = self._facts[index]
        starts = [span.start for span in (*facts.hours, *facts.pending, *facts.days)]
        return bool(starts) and min(starts) <= facts.start + 3

    def _is_group(self, index: int, follows: int) -> bool:
        """A country above its towns."""
        opening = read_opening(self._facts[follows])
        return self._is_first(follows) and opening is not None

    def _is_town_line(self, index: int, opening: Opening) -> bool:
        """A town with what follows it in the same line."""
        facts, line = self._facts[index], self._lines[index]
        if has_venue(opening, line) and not opening.region:
            return False
        says = facts.says_when or facts.kinds or facts.days or any(span for span in facts.pending)
        if not says or (facts.labels and facts.labels[0].start == facts.start):
            return False
        if self._in_stanza(index) and self._town_is_heading():
            return facts.says_when and bool(facts.kinds)
        return (
            not is_prose(facts)
            or facts.says_when
            or line.text[opening.rest - 2 : opening.rest].strip() in (":", "—", "-")
        )

    def _town_is_heading(self) -> bool:
        return self._town is not None and self._town[1].rest >= self._town[0].end

    def _open(self, index: int, opening: Opening) -> None:
        facts, line = self._facts[index], self._lines[index]
        follows = self._following(index)
        is_bare = opening.rest >= facts.end
        if is_bare and follows is not None and self._is_first(follows) and self._is_first(index):
            after = read_opening(self._facts[follows])
            if after is not None and after.town is not None and not self._begins_details(follows):
                self._end_town()
                self._region = line
                return
        self._close()
        self._town = (line, opening)
        self._draft = self._begin()
        if not is_bare:
            describe(self._draft, Facts(line, self._window, opening.rest, facts.end))

    def _belongs(self, index: int) -> bool:
        """Whether a line is about the town above it."""
        facts = self._facts[index]
        if self._town is None:
            return False
        if not self._is_first(index):
            return True
        heading_alone = self._draft is not None and self._lines[index - 1] is self._town[0] and self._town_is_heading()
        return heading_alone or (self._begins_details(index) and not is_prose(facts))

    def _continue(self, index: int) -> None:
        facts = self._facts[index]
        if self._draft is None or self._begins_another(index):
            self._close()
            self._draft = self._begin()
        describe(self._draft, facts)

    def _begins_another(self, index: int) -> bool:
        """Several actions under one town: a line with an hour of its own after an action that has one."""
        draft, facts = self._draft, self._facts[index]
        if draft is None or not facts.says_when or "hours" not in draft:
            return False
        return "title" in draft or "place" in draft

    def _begin(self) -> Draft:
        draft = Draft()
        if self._town is not None:
            put_opening(draft, *self._town)
        return draft

    def _close(self) -> None:
        if self._draft is None:
            return
        draft, self._draft = self._draft, None
        self._inherit(draft)
        action = draft.read()
        self._used.update(action.lines)
        self._actions.append(action)

    def _inherit(self, draft: Draft) -> None:
        """What stands above several actions, and what the window and the gazetteer say."""
        if self._region is not None and "town" in draft:
            line = self._region
            draft.put("region", line.exact(line.start, line.end).strip(" :"), line, line.start, line.end)
        if self._day is not None and "day" not in draft:
            line, day, last_day, (start, end) = self._day
            draft.put("day", day, line, start, end)
            if last_day:
                draft.put("last_day", last_day, line, start, end)
        if "day" not in draft and self._window and self._window[0] == self._window[1]:
            draft.derive("day", self._window[0], Source.WINDOW)
        if "zone" not in draft and "town" in draft:
            town = self._find_town(draft.value("town"), draft.value("region") or "")
            if town is not None:
                draft.derive("zone", town.zone, Source.GAZETTEER)

    def _end_town(self) -> None:
        self._close()
        self._town = None

    # --- Tables ------------------------------------------------------------------------------------------------

    def _read_table(self, index: int) -> int | None:
        table = find_table(self._lines, index)
        if table is None:
            return None
        self._end_town()
        self._role = ""
        self._leave(table.header, HEADING)
        for rule in table.rules:
            self._leave(rule, FURNITURE)
        for row in table.rows:
            draft = read_row(table, row, self._window)
            self._draft = draft
            self._close()
        return index + 1 + len(table.rows) + len(table.rules)

    # --- Where a line stands -----------------------------------------------------------------------------------

    def _is_first(self, index: int) -> bool:
        """Whether a blank line stands before."""
        return index == 0 or self._lines[index].number != self._lines[index - 1].number + 1

    def _following(self, index: int) -> int | None:
        return index + 1 if index + 1 < len(self._lines) else None

    def _next_in_block(self, index: int) -> int | None:
        follows = self._following(index)
        return follows if follows is not None and not self._is_first(follows) else None

    def _leave(self, line: Line, reason: str) -> None:
        self._left_out.append(LeftOut(line.number, line.raw, reason))
        self._used.add(line.number)

    def _unused(self) -> list[LeftOut]:
        return [LeftOut(line.number, line.raw, HEADING) for line in self._lines if line.number not in self._used]


_ = Cell
