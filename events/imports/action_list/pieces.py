"""A line cut where people put commas, dashes, bars and full stops, without what the grammars took out of it."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from events.gazetteer.regions import is_known_region
from events.imports.action_list.facts import Facts, Stretch
from events.imports.action_list.lines import Line
from events.imports.action_list.words import words

# How a piece is set off from the one before, the strongest last.
WEAK, COLON, BRACKET, SENTENCE, STRONG, GAP = "weak", "colon", "bracket", "sentence", "strong", "gap"
_RANK = {name: rank for rank, name in enumerate(("", WEAK, COLON, BRACKET, SENTENCE, STRONG, GAP))}

_SEPARATOR = re.compile(
    r"(?P<strong>[\t|•¦]|—|\s-{1,3}\s|\s//\s|;|\s\.\s|\s~\s|\s=\s|\s>{1,3}\s|^\s*-{1,2}\s|(?<=[^\W\d_])-\s|\s-(?=[^\W\d_]))"
    r"|(?P<colon>\s?:(?=\s|$|\"))"
    r"|(?P<bracket>[()\[\]])"
    r"|(?P<sentence>(?<=[^\W_][^\W_])[.!?]+(?=\s)|(?<=[\"')])[.!?]+(?=\s)|(?<=\d)[.!?](?=\s[^\W\d_]))"
    r"|(?P<weak>,(?!\d))"
)
_SLASHED = re.compile(_SEPARATOR.pattern.replace("(?P<strong>", r"(?P<strong>\s/\s|", 1))
_ABBREVIATED = words("writing", "abbreviations")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_NO_LETTER = re.compile(r"[\W\d_]")
_EDGES = " \t\r,;:.!-–—|•¦/&+*_~>=\u00b7"
_LOOSE = words("writing", "loose", *"-,/&.@+:")
_OPENS = words("writing", "and", *"&+/@") | words("writing", "opens")


class Piece(NamedTuple):
    """`field` is what a label said that this is; `closing` whether a full stop, "!" or bracket ends it."""

    line: Line
    start: int
    end: int
    before: str = ""
    field: str = ""
    in_brackets: bool = False

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def exact(self) -> str:
        return self.line.exact(self.start, self.end)

    @property
    def closed_end(self) -> int:
        """The end with the "!" or "?" that belongs to a sentence."""
        end = self.end
        while end < len(self.line.text) and self.line.text[end] in "!?.":
            end += 1
        return end

    @property
    def words(self) -> list[str]:
        return self.text.split()


def cut_out(line: Line, start: int, end: int, before: str, field: str, *, in_brackets: bool = False) -> Piece | None:
    """A piece without loose words and signs at its edges, if it says anything; "ON" in capitals is no loose word, but a
    region."""
    first, last = trim(line.text, start, end)
    if first >= last:
        written = line.exact(start, end).strip(" ")
        if not (len(written) == 2 and written.isupper() and is_known_region(written)):
            return None
        first, last = _without_blanks(line.text, start, end)
    return Piece(line, first, last, before, field, in_brackets)


def trim(text: str, start: int, end: int) -> Stretch:
    """A stretch without the signs and the words like "at" that stand at its edges."""
    changed = True
    while changed and start < end:
        changed = False
        while start < end and text[start] in _EDGES:
            start += 1
        while start < end and text[end - 1] in _EDGES and not _is_kept(text, start, end):
            end -= 1
        last = text.rfind(" ", start, end)
        if last > start and text[last + 1 : end] in _LOOSE:
            end, changed = last, True
        first = text.find(" ", start, end)
        if first > 0 and text[start:first] in _OPENS:
            start, changed = first + 1, True
    if text[start:end] in _LOOSE:
        return start, start
    return start, end


def trim_note(text: str, start: int, end: int) -> Stretch:
    """A remark without blanks and opening signs; its "." and "!" are its own."""
    while start < end and text[start] in " \t,;:.-—|•¦(":
        start += 1
    while end > start and text[end - 1] in " \t,;:-—|•¦(":
        end -= 1
    return start, end


def _is_kept(text: str, start: int, end: int) -> bool:
    """The dot of "Rd." belongs to it, and that of "N.B."."""
    word = text[start : end - 1].rsplit(" ", 1)[-1]
    return text[end - 1] == "." and (word in _ABBREVIATED or bool(_INITIALS.fullmatch(word)))


def cut(facts: Facts, taken: Iterable[Stretch], labels: dict[int, str]) -> Iterator[Piece]:
    """The pieces of a line between the stretches that are taken. `labels`: fields by where their label ends."""
    line, separator = facts.line, _SLASHED if _is_slashed(facts) else _SEPARATOR
    before, field, depth = "", "", 0
    for start, end in _gaps(sorted(taken), facts.start, facts.end):
        if start == end:
            continue
        if start in labels:
            field, before = labels[start], GAP
        elif before != "" or start > facts.start:
            before = GAP
            field = ""
        for first, last, sign, name in _cuts(line.plain, start, end, separator):
            if piece := cut_out(line, first, last, before, field, in_brackets=depth > 0):
                yield piece
                before = ""
            before = max(before, name, key=_RANK.__getitem__)
            depth = max(0, depth + {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0))
            if name in (STRONG, SENTENCE, BRACKET):
                field = ""


def _without_blanks(text: str, start: int, end: int) -> Stretch:
    while start < end and text[start] == " ":
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    return start, end


def _gaps(taken: list[Stretch], start: int, end: int) -> Iterator[Stretch]:
    """What is left between stretches that may overlap."""
    for first, last in taken:
        if first > start:
            yield start, min(first, end)
        start = max(start, last)
    if start < end:
        yield start, end


def _is_slashed(facts: Facts) -> bool:
    """ "10 am / workshop / City Library": a slash that closes the hour sets all pieces off."""
    hours = [span.end for span in facts.hours]
    return len(hours) == 1 and facts.line.text.startswith(" / ", hours[0]) and facts.end - hours[0] > 3


def _cuts(text: str, start: int, end: int, separator: re.Pattern[str]) -> Iterator[tuple[int, int, str, str]]:
    """Stretches with the sign that follows each and its strength."""
    at = start
    for match in separator.finditer(text, start, end):
        if _is_abbreviation(text, start, match):
            continue
        yield at, match.start(), match[0].strip(), str(match.lastgroup)
        at = match.end()
    yield at, end, "", ""


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    if match.lastgroup != SENTENCE or not match[0].startswith("."):
        return False
    word = text[max(start, match.start() - 12) : match.start()].rsplit(" ", 1)[-1]
    last = _NO_LETTER.split(word)[-1]
    return last in _ABBREVIATED or bool(_INITIALS.fullmatch(word))
