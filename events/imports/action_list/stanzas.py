"""Lines that belong together: headings of days and towns, what follows them, names, and what is left out."""

from collections.abc import Callable, Sequence

from events.gazetteer import Town
from events.imports.action_list.cells import LeftOut, ReadAction, ReadList, ReadName
from events.imports.action_list.days import DaySpan
from events.imports.action_list.describe import describe
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.headings import (
    is_bare_day,
    is_day_heading,
    is_group_heading,
    is_online_action,
    is_online_alone,
    is_online_block,
    is_region_heading,
    is_title_of_window,
    is_town_line,
    is_undated_heading,
    read_town_heading,
    sign_after_town,
)
from events.imports.action_list.inherited import Above
from events.imports.action_list.layout import Layout
from events.imports.action_list.lines import Line, read_line
from events.imports.action_list.meant_days import Window
from events.imports.action_list.names import read_names, with_listed_hosts
from events.imports.action_list.pieces import trim
from events.imports.action_list.rows import read_rows
from events.imports.action_list.sections import (
    begins_related,
    is_closing,
    is_furniture,
    is_heading,
    is_prose,
    names_go_on,
    names_heading,
    names_inline,
)
from events.imports.action_list.streets import find_town_in_postal, is_postal_tail
from events.imports.action_list.tables import find_table
from events.imports.action_list.towns import Opening, put_opening, read_opening

MOST_LINES = 3000
HEADING, PROSE, FURNITURE, UNKNOWN = "heading", "prose", "furniture", "unknown"


class Reader:
    """Reads lines in order. `_town` is the last town's line, `_above` the headings over it; `_drafts` are
    the actions of the town that are still open."""

    def __init__(
        self, window: Window, find_town: Callable[[str, str], Town | None], *, is_own: Callable[[str], bool]
    ) -> None:
        self._window, self._find_town, self._is_own = window, find_town, is_own
        self._actions: list[ReadAction] = []
        self._names: list[ReadName] = []
        self._left_out: dict[int, LeftOut] = {}
        self._drafts: list[Draft] = []
        self._last_day: DaySpan | None = None
        self._town: tuple[Facts, Opening] | None = None
        self._is_town_alone = False
        self._above = Above()
        self._day_in_town: Facts | None = None
        self._role = ""

    def read(self, numbered: Sequence[tuple[int, str]]) -> None:
        """Lines that are not blank, by their number in the text."""
        for number, raw in numbered[MOST_LINES:]:
            self._left_out[number] = LeftOut(number, raw, UNKNOWN)
        lines = [read_line(number, raw) for number, raw in numbered[:MOST_LINES]]
        for line in lines:
            if line.says_nothing or self._is_own(line.raw) or (is_furniture(line) and not begins_related(line)):
                self._leave(line, FURNITURE)
        self._layout = Layout([line for line in lines if line.number not in self._left_out], self._window)
        index = 0
        while index < len(self._layout):
            index = self._read_table(index) or self._read_line(index)
        self._close()

    def result(self) -> ReadList:
        used = {number for action in self._actions for number in action.lines} | {one.line for one in self._names}
        left_out = [self._left_out[number] for number in sorted(self._left_out) if number not in used]
        left_out += [
            LeftOut(line.number, line.raw, HEADING)
            for line in self._layout.lines
            if line.number not in used and line.number not in self._left_out
        ]
        actions = with_listed_hosts(self._actions, self._names)
        return ReadList(tuple(actions), tuple(self._names), tuple(sorted(left_out, key=lambda left: left.line)))

    # --- One line ----------------------------------------------------------------------------------------------

    def _read_line(self, index: int) -> int:
        line = self._layout.lines[index]
        if line.is_too_long:
            self._end_town()
            self._leave(line, PROSE)
        elif begins_related(line):
            return self._leave_block(index)
        elif columns := self._layout.columns_below(index):
            self._end_town()
            for at in columns:
                self._leave(self._layout.lines[at], HEADING)
            return columns[-1] + 1
        elif is_closing(self._layout.facts(index)):
            self._leave_closing(index)
        elif not self._read_name(index):
            self._read_action_line(index)
        return index + 1

    def _leave_closing(self, index: int) -> None:
        """Who signs below it is of no action either, unless another one follows."""
        follows = self._layout.follows_in_block(index)
        if follows is None or not any(self._layout.speaks(at) for at in self._layout.rest_of_block(follows)):
            self._begin_names("")
        self._leave(self._layout.lines[index], PROSE)

    def _leave_block(self, index: int) -> int:
        self._end_town()
        for at in self._layout.rest_of_block(index, most=len(self._layout)):
            self._leave(self._layout.lines[at], FURNITURE)
            index = at
        return index + 1

    # --- Names -------------------------------------------------------------------------------------------------

    def _read_name(self, index: int) -> bool:
        line = self._layout.lines[index]
        is_of_action = bool(self._drafts) and not self._layout.is_first(index)
        role = names_heading(line)
        if role and not (role == "host" and is_of_action):
            self._begin_names(role)
            self._leave(line, HEADING)
            return True
        inline = names_inline(line)
        if inline and not (inline[0] == "host" and is_of_action):
            self._begin_names("")
            self._put_names(line, inline[1], inline[0], is_list=False)
            self._role = inline[0] if names_go_on(line) else ""
            return True
        return bool(self._role) and self._continue_names(index)

    def _begin_names(self, role: str) -> None:
        self._end_town()
        self._role = role

    def _continue_names(self, index: int) -> bool:
        line = self._layout.lines[index]
        if self._layout.is_first(index) and self._ends_names(index):
            self._role = ""
            return False
        is_list = not (index and names_go_on(self._layout.lines[index - 1]))
        self._put_names(line, line.start, self._role, is_list=is_list)
        if not is_list and not names_go_on(line):
            self._role = ""
        return True

    def _ends_names(self, index: int) -> bool:
        facts = self._layout.facts(index)
        if is_heading(facts) or is_prose(facts) or facts.emails or self._layout.begins_details(index):
            return True
        follows = self._layout.follows_in_block(index)
        is_town = follows is not None and self._layout.begins_details(follows)
        was_heading = self._layout.lines[index - 1].number in self._left_out
        return is_town or not (was_heading or facts.line.is_listed)

    def _put_names(self, line: Line, start: int, role: str, *, is_list: bool) -> None:
        found = list(read_names(line, start, role, is_list=is_list))
        if not found:
            self._leave(line, UNKNOWN)
        self._names += found

    # --- Headings and actions ----------------------------------------------------------------------------------

    def _read_action_line(self, index: int) -> None:
        layout, facts = self._layout, self._layout.facts(index)
        if is_heading(facts) or (not self._actions and self._town is None and is_title_of_window(facts, self._window)):
            self._end_town()
            self._leave(facts.line, HEADING)
        elif is_undated_heading(layout, index) or (is_day_heading(layout, index) and not self._is_day_of_action(index)):
            self._end_town()
            self._above.day = facts
        elif is_region_heading(layout, index):
            self._end_town()
            self._above.region = facts
        elif (opening := self._opening(index)) is not None:
            self._open(index, opening)
        elif self._belongs(index):
            self._continue(index)
        else:
            self._leave_text(index)

    def _leave_text(self, index: int) -> None:
        facts = self._layout.facts(index)
        self._end_town()
        is_text = is_prose(facts) or len(facts.line.content.split()) > 5
        self._leave(facts.line, PROSE if is_text else UNKNOWN)

    def _is_day_of_action(self, index: int) -> bool:
        """A day as the first line of an action under a town's heading."""
        follows = self._layout.follows_in_block(index)
        return self._is_town_alone and follows is not None and read_town_heading(self._layout, follows) is None

    def _opening(self, index: int) -> Opening | None:
        in_stanza = self._in_stanza(index)
        if in_stanza and self._goes_on(index):
            return None
        opening = read_town_heading(self._layout, index)
        if opening is not None:
            return opening if not in_stanza or self._is_whole() else None
        if is_town_line(self._layout, index, in_stanza=in_stanza and self._is_town_heading()):
            return self._layout.opening(index)
        if self._is_like_last(index):
            return self._layout.opening(index)
        return self._pinned(index) or self._postal(index) or self._townless(index)

    def _is_like_last(self, index: int) -> bool:
        """One of a list "Town: …", though it says neither an hour nor a kind."""
        if self._town is None or self._is_town_heading() or self._layout.is_first(index):
            return False
        sign = sign_after_town(self._layout, index)
        before = sign_after_town(self._layout, index - 1)
        return bool(sign) and sign == before and self._town[0].line is self._layout.lines[index - 1]

    def _postal(self, index: int) -> Opening | None:
        """An address with its town, where no town is known."""
        facts = self._layout.facts(index)
        start, end = trim(facts.line.text, facts.start, facts.end)
        if self._town is not None or start >= end or facts.says_when or not is_postal_tail(facts.line, start, end):
            return None
        town, region = find_town_in_postal(facts.line, start, end)
        return Opening(town, region, facts.start) if town else None

    def _pinned(self, index: int) -> Opening | None:
        """ "…!! 📍 Boca del Canal 🕔 5 de la tarde": a town that is pinned in the middle of a message."""
        facts = self._layout.facts(index)
        at = facts.line.text.find("⌖", facts.start + 1, facts.end)
        if at < 0 or not self._layout.is_first(index):
            return None
        inner = facts.within(at, facts.end)
        opening = read_opening(inner)
        return opening if opening and opening.town and inner.says_when and opening.rest < facts.end else None

    def _townless(self, index: int) -> Opening | None:
        """An online action that no heading of its own announces; a group's that no town does."""
        facts = self._layout.facts(index)
        if not self._layout.is_first(index) or self._is_town_alone:
            return None
        is_online = self._town is None and is_online_action(self._layout, index)
        is_online = is_online or (not self._is_town_heading() and is_online_block(self._layout, index))
        is_group = not is_prose(facts) and is_group_heading(self._layout, index)
        return Opening(None, None, facts.start) if is_online or is_group else None

    def _goes_on(self, index: int) -> bool:
        """More of the same action: "Fenwick; the place will be announced" below "Fenwick: Rally", "Online" where no
        town is said."""
        facts, opening = self._layout.facts(index), self._layout.opening(index)
        if self._town is None or opening is None:
            return False
        if self._town[1].town is None:
            return is_online_alone(facts) and any("place" not in draft for draft in self._drafts[-1:])
        if opening.town is None:
            return False
        above = self._town[0].line
        is_same = facts.line.text[slice(*opening.town)] == above.text[slice(*self._town[1].town)]
        return is_same and bool(facts.pending) and not (facts.hours or facts.kinds or facts.days)

    def _in_stanza(self, index: int) -> bool:
        return self._town is not None and not self._layout.is_first(index)

    def _is_town_heading(self) -> bool:
        return self._town is not None and self._town[1].rest >= self._town[0].end

    def _is_whole(self) -> bool:
        """Whether the action before says enough for another town to begin without a blank line."""
        return bool(self._drafts) and bool({"hours", "title"} & self._drafts[-1].names)

    def _open(self, index: int, opening: Opening) -> None:
        facts = self._layout.facts(index)
        self._close()
        self._day_in_town = None
        self._town, self._is_town_alone = (
            (facts, opening),
            self._layout.is_solitary(index) and opening.rest >= facts.end,
        )
        if not self._is_town_alone:
            draft = self._begin(facts.line)
            if opening.led_hour and opening.town:
                self._describe(draft, facts.within(facts.start, opening.town[0]))
            if opening.rest < facts.end:
                self._describe(draft, facts.within(opening.rest, facts.end))

    def _belongs(self, index: int) -> bool:
        """Whether a line is about the town above it."""
        if self._town is None:
            return False
        if not self._layout.is_first(index):
            return True
        facts = self._layout.facts(index)
        if self._is_town_alone:
            speaks = any(self._layout.speaks(at) for at in self._layout.rest_of_block(index, most=4))
            return speaks and (not is_prose(facts) or not self._drafts or bool(facts.says_when))
        return self._is_town_heading() and self._layout.begins_details(index) and not is_prose(facts)

    def _continue(self, index: int) -> None:
        facts = self._layout.facts(index)
        siblings = [draft for draft in self._drafts if draft.is_listed]
        if len(siblings) > 1 and not facts.line.is_listed and facts.labels and facts.labels[0].start <= facts.start + 3:
            for draft in siblings:
                self._describe(draft, facts)
            return
        if self._layout.is_first(index):
            self._day_in_town = None
        if not self._drafts or self._begins_another(index):
            self._begin(facts.line).day_above = self._day_in_town
        elif not self._drafts[-1].names - {"town", "region"}:
            self._drafts[-1].is_listed = facts.line.is_listed
        if is_bare_day(facts):
            self._day_in_town = facts
        self._describe(self._drafts[-1], facts)

    def _begins_another(self, index: int) -> bool:
        """Several actions under one town: a block or an item of its own, or a line with an hour after a whole one."""
        draft, facts = self._drafts[-1], self._layout.facts(index)
        names = draft.names
        if self._layout.is_first(index):
            return bool({"title", "hours", "place"} & names)
        if facts.line.is_listed and (facts.says_when or facts.days) and {"title", "hours"} & names:
            return draft.is_listed or (facts.says_when and "hours" in names)
        if is_bare_day(facts):
            return ("day" in names or draft.day_above is not None) and "title" in names
        starts_with_kind = (
            bool(facts.kinds) and facts.kinds[0].start <= facts.start + 12 and not facts.is_aside(facts.start)
        )
        if facts.says_when and starts_with_kind and "kind" in names:
            return True
        return facts.says_when and "hours" in names and bool({"title", "place"} & names)

    def _describe(self, draft: Draft, facts: Facts) -> None:
        if facts.same_day and self._last_day:
            draft.put("day", self._last_day.day, facts.line, *facts.same_day, source=self._last_day.source)
        describe(draft, facts)
        for span in facts.days[:1]:
            self._last_day = span if span.day else self._last_day

    def _begin(self, line: Line) -> Draft:
        draft = Draft(is_listed=line.is_listed)
        if self._town is not None:
            put_opening(draft, self._town[0].line, self._town[1])
        self._drafts.append(draft)
        return draft

    # --- The end of a town -------------------------------------------------------------------------------------

    def _close(self) -> None:
        for draft in self._drafts:
            self._above.hand_down(draft, self._window, self._find_town)
            self._actions.append(draft.read())
        self._drafts = []

    def _end_town(self) -> None:
        self._close()
        self._town, self._is_town_alone, self._day_in_town = None, False, None

    # --- Tables ------------------------------------------------------------------------------------------------

    def _read_table(self, index: int) -> int | None:
        table = find_table(self._layout.lines, index, self._layout.facts(index))
        if table is None:
            return None
        self._end_town()
        self._role, self._above = "", Above()
        self._leave(table.header, HEADING)
        for rule in table.rules:
            self._leave(rule, FURNITURE)
        for row, draft in read_rows(table, self._window):
            if draft is None:
                self._leave(row, UNKNOWN)
                continue
            self._drafts.append(draft)
        self._close()
        return index + 1 + len(table.rows) + len(table.rules)

    def _leave(self, line: Line, reason: str) -> None:
        self._left_out[line.number] = LeftOut(line.number, line.raw, reason)
