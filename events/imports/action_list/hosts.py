"""Who hosts an action, where no label says so."""

from events.imports.action_list.draft import Draft
from events.imports.action_list.pieces import Piece
from events.imports.action_list.words import words

_GROUPS = words("hosts", "groups")
_MOST_WORDS = 8


def is_group(draft: Draft, piece: Piece) -> bool:
    """A group behind the place: ", نقابة المعلمين", ", Collectif Assiette"."""
    if "host" in draft or "place" not in draft or piece.in_brackets or len(piece.words) > _MOST_WORDS:
        return False
    return piece.words[0] in _GROUPS and len(piece.words) > 1 and piece.line.is_capital(piece.start)
