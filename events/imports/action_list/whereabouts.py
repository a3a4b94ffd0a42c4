"""The place in a piece of a line."""

import re

from events.imports.action_list.draft import Draft
from events.imports.action_list.pieces import Piece, trim
from events.imports.action_list.places import has_venue_word, leads

_ARTICLES = re.compile(r"(?:the|el|la|los|las|le|les|l'|o|a|os|as)\s(?=\S)|l'")
_ONWARD = re.compile(
    r"\s(?:to|hasta|jusqu'a|jusqu'au|towards|hacia|vers|ate|الي|نحو|followed by|then|y luego|puis|rumo a)\s"
)
_STRONG_LEADS = frozenset(
    ["outside", "outside of", "in front of", "opposite", "across from", "at", "on the steps of", "meet at", "meeting at", "gather at", "frente a", "frente al", "delante de", "delante del", "ante", "junto a", "junto al", "a las puertas de", "a las puertas del", "devant", "au depart de", "face a", "face au", "em frente a", "em frente ao", "na", "no", "nas", "nos", "امام", "عند", "مقابل", "قباله", "من امام", "علي درج", "بجانب", "قرب", "chez"]
)


def put_place(draft: Draft, piece: Piece) -> bool:
    """Fills the place, without the words that lead to it."""
    lead = leads().match(piece.line.text, piece.start, piece.end)
    start = lead.end() if lead else piece.start
    start, end = trim(piece.line.text, start, piece.end)
    if start >= end:
        return False
    onward = _ONWARD.search(piece.line.text, start, end)
    if onward and lead:
        draft.note(piece.line, onward.start() + 1, end)
        end = onward.start()
    return draft.put_text("place", piece.line, start, end)


def split_at_place(piece: Piece, after: int) -> tuple[int, tuple[int, int] | None]:
    """Where a title ends, and the place that follows it in the same piece."""
    line = piece.line
    for lead in leads().finditer(line.text, after, piece.end):
        words = lead["lead"]
        rest = (lead.end(), piece.end)
        if line.text[lead.start() - 1 : lead.start()].isalnum() or rest[0] >= rest[1]:
            continue
        if words in ("a la", "a l'") and "à" not in line.exact(lead.start(), lead.end()).lower():
            continue
        is_name = line.is_capital(rest[0])
        if has_venue_word(line, *rest) or (words in _STRONG_LEADS and is_name):
            return lead.start(), (lead.start(), piece.end)
    return piece.end, None
