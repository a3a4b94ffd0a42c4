"""Where a line stands: blocks between blank lines, and what is said in them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from events.imports.action_list.facts import Facts, Span
from events.imports.action_list.labels import read_column
from events.imports.action_list.lines import Line
from events.imports.action_list.meant_days import Window
from events.imports.action_list.towns import read_opening

_LEAST_COLUMNS, _MOST_COLUMNS = 3, 40
_AT_ONCE = 16  # about as many lines as are looked at beside one


class Layout:
    """Lines that say something, by index, with their facts. Those of lines that nobody looks at any more are forgotten:
    there are too many of them to be kept."""

    def __init__(self, lines: Sequence[Line], window: Window) -> None:
        self.lines = lines
        facts = lru_cache(maxsize=_AT_ONCE)(lambda index: Facts(lines[index], window))
        self.facts = facts
        self.opening = lru_cache(maxsize=_AT_ONCE)(lambda index: read_opening(facts(index)))

    def __len__(self) -> int:
        return len(self.lines)

    def is_first(self, index: int) -> bool:
        """Whether a blank line stands before, or a message of a chat begins."""
        if index == 0 or self.lines[index].begins_message:
            return True
        return self.lines[index].number != self.lines[index - 1].number + 1

    def is_solitary(self, index: int) -> bool:
        return self.is_first(index) and (index + 1 == len(self) or self.is_first(index + 1))

    def follows(self, index: int) -> int | None:
        return index + 1 if index + 1 < len(self) else None

    def follows_in_block(self, index: int) -> int | None:
        return index + 1 if index + 1 < len(self) and not self.is_first(index + 1) else None

    def rest_of_block(self, index: int, *, most: int = 8) -> Iterator[int]:
        """The indices from a line to its block's end."""
        for at in range(index, min(index + most, len(self))):
            if at > index and self.is_first(at):
                return
            yield at

    def columns_below(self, index: int) -> list[int]:
        """The lines of a block that are the heads of a table's columns, pasted one below the other."""
        if not self.is_first(index):
            return []
        block = list(self.rest_of_block(index, most=_MOST_COLUMNS))
        is_head = len(block) >= _LEAST_COLUMNS and all(
            read_column(self.facts(at).words) and not self.facts(at).labels for at in block
        )
        return block if is_head else []

    def speaks(self, index: int) -> bool:
        """Whether a line says something of an action: when, what or where."""
        facts = self.facts(index)
        return bool(facts.says_when or facts.kinds or facts.days or facts.pending or facts.labels or facts.addresses)

    def begins_details(self, index: int) -> bool:
        """Whether a line begins with an hour, a day or a label."""
        facts = self.facts(index)
        spans: tuple[Span, ...] = (*facts.hours, *facts.pending, *facts.days, *facts.labels)
        return any(span.start <= facts.start + 3 for span in spans)
