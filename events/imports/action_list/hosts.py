"""Who hosts an action, where no label says so: names that only groups bear."""

import re

from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.leads import LEADS, STANDING_LEADS
from events.imports.action_list.lines import Line
from events.imports.action_list.pieces import Piece
from events.imports.action_list.venues import is_venue_word
from events.imports.action_list.words import either, words

_MOST_WORDS, _MOST_WORDS_OF_NAME, _LONG, _LEAD = 10, 4, 4, 30
_OCCASIONS = words("titles", "occasions")
_SMALL = words("writing", "loose", "and") | words("titles", "urges")
_ARTICLE = rf"(?:(?:{either(words('writing', 'articles'))})\s)?"
_JOINT = rf"(?:{either(words('hosts', 'joints'))})(?:\s|(?<='))"
# "Colectivo Techo", "نقابة المعلمين"; "Tenants' Union", "Rail Workers Local 12"; "Friends of the Marl".
_BEGINS = re.compile(rf"{_ARTICLE}(?:ال)?(?P<head>{either(words('hosts', 'groups'))})\s\S")
_ENDS = re.compile(rf"\S\s(?P<head>{either(words('hosts', 'ends'))})(?:\s\d{{1,5}})?$")
_PEOPLE = re.compile(rf"{_ARTICLE}(?:[^\W\d_]+\s)?(?:{either(words('hosts', 'people'))})\s{_JOINT}\S")
_NO_GROUPS = re.compile(rf"(?<!\w)(?:{either(words('hosts', 'no_groups'))})(?!\w)")
_AND = re.compile(rf"\s(?:{either(words('writing', 'and', '&', '+'))})\s(?=\S)")
_COLON = re.compile(r":\s")
_WORD = re.compile(r"[^\W\d_][^\s]*")


def put_host(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """A group to which nothing leads as to a place, a speaker or a subject. "Tenants' Union" might be a place itself:
    it is the host beside another one only. A further group goes on with the host, or stays a note."""
    line, start, end = piece.line, piece.start, piece.end
    if _is_introduced(draft, piece):
        return False
    if not is_group(line, start, end) or _is_led(line, start) or facts.title_kinds(start, end):
        return False
    if _may_be_place(line.text[start:end]) and "place" not in draft:
        return False
    if not draft.put_text("host", line, start, end):
        if _goes_on(draft, piece):
            draft.extend("host", line, end)
        else:
            draft.note(line, start, end)
    return True


def make_room_for_place(draft: Draft) -> None:
    """A place follows what was taken for one and is a group's name as well: that was the host."""
    if "host" in draft or "place" not in draft.latest:
        return
    line, start, end = draft.latest["place"]
    if is_group(line, start, end) and not _is_led(line, start) and _may_be_place(line.text[start:end]):
        draft.rename("place", "host")


def is_group(line: Line, start: int, end: int) -> bool:
    """Whether a stretch is a name that groups bear; where several are joined by "and" one of them is enough."""
    text = line.text[start:end]
    if len(text.split()) > _MOST_WORDS or _NO_GROUPS.search(text) or not line.is_capital(start):
        return False
    return any(_is_group(line, first, last) for first, last in _parts(text, start))


def may_be_group(piece: Piece) -> bool:
    """ "Extinction Rebellion": a name of which nothing says what it names, so that it is no action's title either."""
    written = piece.exact
    if not 2 <= len(piece.words) <= _MOST_WORDS_OF_NAME or written.isupper() or _SMALL & set(piece.words):
        return False
    if piece.words[-1] in _OCCASIONS:
        return False
    return all(len(word) >= _LONG and word[0].isupper() for word in written.split())


def is_sure_group(line: Line, start: int, end: int) -> bool:
    return is_group(line, start, end) and not _may_be_place(line.text[start:end])


def _parts(text: str, start: int) -> list[tuple[int, int]]:
    cuts = [match.span() for match in _AND.finditer(text)]
    firsts, lasts = [0, *(last for _first, last in cuts)], [*(first for first, _last in cuts), len(text)]
    return [(start + first, start + last) for first, last in zip(firsts, lasts, strict=True)]


def _is_group(line: Line, start: int, end: int) -> bool:
    text = line.text[start:end]
    if not line.is_capital(start):
        return False
    if _BEGINS.match(text) or _PEOPLE.match(text):
        return True
    return _ENDS.search(text) is not None and all(
        line.is_capital(start + word.start()) for word in _WORD.finditer(text) if len(word[0]) >= _LONG
    )


def _may_be_place(text: str) -> bool:
    """Whether all that makes it a group makes it a place as well, as "union" does."""
    heads = []
    for first, last in _parts(text, 0):
        part = text[first:last]
        found = _BEGINS.match(part) or _ENDS.search(part)
        if _PEOPLE.match(part):
            return False
        heads += [found["head"]] if found else []
    return all(is_venue_word(head) for head in heads)


def _is_introduced(draft: Draft, piece: Piece) -> bool:
    """ "Film: Women of the Marl", "Speakers: Nurses United, Marl Network"; the colon after a town says nothing."""
    ends = [end for line, _start, end in draft.latest.values() if line is piece.line and end <= piece.start]
    between = piece.line.text[max(ends, default=piece.line.start) : piece.start]
    is_after_title = "title" in draft.latest and draft.latest["title"][::2] == (piece.line, max(ends, default=0))
    return _COLON.search(between if is_after_title else between.lstrip(" ,:;-—()")) is not None


def _is_led(line: Line, start: int) -> bool:
    """ "at the Tenants' Union", "frente al Sindicato"."""
    text = line.text
    if LEADS.match(text, start) or STANDING_LEADS.match(text, start):
        return True
    before = max(start - _LEAD, 0)
    leads = (lead for leading in (LEADS, STANDING_LEADS) for lead in leading.finditer(text, before, start + 1))
    return any(lead.end() == start for lead in leads) or text[:start].rstrip().endswith("@")


def _goes_on(draft: Draft, piece: Piece) -> bool:
    if "host" not in draft.latest:
        return False
    line, _start, end = draft.latest["host"]
    return line is piece.line and not line.text[end : piece.start].strip(" ,;&+/")
