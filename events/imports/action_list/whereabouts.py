"""The place in a piece of a line."""

import re

from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.pieces import BRACKET, COLON, GAP, STRONG, WEAK, Piece, trim
from events.imports.action_list.places import (
    find_town_in_postal,
    has_venue_word,
    is_part_of_place,
    leads,
    standing_leads,
)

_ONWARD = re.compile(r"\s(?:to|hasta|jusqu'a|jusqu'au|towards|hacia|vers|ate|الي|نحو|followed by|then|y luego|puis|rumo a|a la|a)\s")
_STRONG_LEADS = frozenset(
    "outside|outside of|in front of|opposite|across from|at|on the steps of|meet at|meeting at|gather at|frente a|frente al|delante de|delante del|ante|junto a|junto al|a las puertas de|a las puertas del"
    "|devant|au depart de|face a|face au|em frente a|em frente ao|na|no|nas|nos|امام|عند|مقابل|قباله|من امام|علي درج|بجانب|قرب|chez|sous|salida|depart|from|starting at|leaving from|saliendo de|desde|salida desde".split("|")
)
_ROUTE = frozenset({"from", "de", "desde", "من", "du", "des", "depuis", "de la", "del"})
_NO_NAMES = frozenset({"see", "ver", "voir"})


def put_place(draft: Draft, piece: Piece) -> bool:
    """Fills the place, without the words that only lead to it; "outside", "devant", "أمام" stay, they say where to
    stand."""
    text = piece.line.text
    start, end = trim(text, piece.start, piece.end)
    lead = leads().match(text, start, end)
    while lead and lead.end() < end:
        start, lead = lead.end(), leads().match(text, lead.end(), end)
    if text[start : start + 1] == "ب" and has_venue_word(piece.line, start + 1, end):
        start += 1
    onward = _ONWARD.search(text, start, end)
    if onward and start > piece.start:
        draft.note(piece.line, onward.start() + 1, end)
        end = onward.start()
    start, end = trim(text, start, end)
    return start < end and draft.put_text("place", piece.line, start, end)


def split_at_place(piece: Piece, after: int, *, is_picket: bool = False) -> tuple[int, tuple[int, int] | None]:
    """Where a title ends, and the place that follows it in the same piece."""
    line, text = piece.line, piece.line.text
    for lead in leads().finditer(text, after, piece.end):
        word, start = lead["lead"], lead.end()
        if start >= piece.end or (word in ("a la", "a l'", "au", "aux") and not _is_french(line.exact(lead.start(), start))):
            continue
        if word in _ROUTE:
            onward = _ONWARD.search(text, start, piece.end)
            if onward is None or onward.end() >= piece.end:
                continue
            return lead.start(), (lead.start(), piece.end)
        is_name = line.is_capital(start)
        has_venue = has_venue_word(line, start, piece.end)
        if word == "of" and not (is_picket and has_venue):
            continue
        if has_venue or (word in _STRONG_LEADS and is_name):
            return lead.start(), (lead.start(), piece.end)
    for stand in standing_leads().finditer(text, after, piece.end):
        return stand.start(), (stand.start(), piece.end)
    return piece.end, None


def _is_french(written: str) -> bool:
    return "à" in written.lower() or written.lower().startswith("au")


def is_place(draft: Draft, facts: Facts, piece: Piece, *, is_titled: bool) -> bool:
    """Whether a piece names a place: by a word like "square", by what leads to it, or as a name beside a title."""
    if "place" in draft or "place_is_pending" in draft or piece.in_brackets or facts.access:
        return False
    text, line = piece.line.text, piece.line
    if piece.words[0] in _NO_NAMES or len(piece.words) > 11:
        return False
    lead = leads().match(text, piece.start, piece.end)
    if standing_leads().match(text, piece.start, piece.end) or has_venue_word(line, piece.start, piece.end):
        return True
    if lead and lead["lead"] in ("meet at", "gather at", "meeting at", "assemble at", "salida", "depart", "salida desde"):
        return True
    return is_titled and is_name(piece) and piece.before in (WEAK, STRONG, GAP, "", COLON)


def is_name(piece: Piece) -> bool:
    """Whether a piece is written as a name: every word but small ones with a capital."""
    line, words, at = piece.line, 0, piece.start
    for word in piece.words:
        at = line.text.index(word, at)
        if len(word) > 3 and word[0].isalpha():
            words += 1
            if not line.is_capital(at):
                return False
        at += len(word)
    return 0 < len(piece.words) <= 7 and words > 0


def extend_place(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """ "Library, Room B", "station (forecourt)": what belongs to the place in the same line."""
    if "place" not in draft or draft.latest["place"][0] is not piece.line:
        return False
    line, _start, end = draft.latest["place"]
    between = line.text[end : piece.start].strip()
    if piece.before == BRACKET or piece.in_brackets:
        closing = line.text[piece.end : piece.end + 1] == ")"
        is_part = between == "(" and closing and len(piece.words) <= 2 and not facts.access and not facts.kinds
        is_part = is_part and not any(c.isdigit() for c in piece.text)
        if is_part:
            draft.extend("place", line, piece.end + 1)
        return is_part
    is_part = piece.before == WEAK and between == "," and (is_part_of_place(line, piece.start, piece.end) or is_name(piece))
    if is_part and len(piece.words) <= 5 and not facts.kinds:
        draft.extend("place", line, piece.end)
        return True
    return False


def put_postal(draft: Draft, facts: Facts, start: int, end: int) -> None:
    """An address that is a line of its own; the region in it, and the town where none is known."""
    line = facts.line
    draft.add("address", line.exact(start, end), line, start, end)
    town, region = find_town_in_postal(line, start, end)
    if town:
        draft.put_text("town", line, *town)
    if region:
        draft.put_text("region", line, *region)
