"""The title of an action in a piece of a line."""

from events.imports.action_list.clock_words import ELSEWHERE
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.hosts import make_room_for_place, may_be_group
from events.imports.action_list.leads import LEADS, STANDING_LEADS
from events.imports.action_list.pieces import GAP, WEAK, Piece, trim
from events.imports.action_list.venues import has_venue_word
from events.imports.action_list.whereabouts import is_named_venue, put_place, split_at_place
from events.imports.action_list.words import words

_SENTENCE_WORDS = 10
_URGES = words("titles", "urges")
# Words that only lead to an hour or a place: no title of their own.
_LEADS_ONLY = words("titles", "only_leads")


def is_note(draft: Draft, piece: Piece) -> bool:
    """Whether a piece speaks to the reader, or is too long to name anything."""
    words = piece.words
    follows = piece.line.text[piece.end : piece.end + 1]
    if words[0].strip(".,!") in _URGES or words[0] in ELSEWHERE:
        return True
    is_shout = piece.exact.isupper() or not any(c.islower() or c.isupper() for c in piece.exact)
    if follows == "!" and (not is_shout or "title" in draft) and not piece.exact.isupper():
        return True
    return len(words) > _SENTENCE_WORDS and ("title" in draft or follows in (".", "?"))


def is_remark(draft: Draft, facts: Facts) -> bool:
    """A whole line that is no field: a sentence without an hour or a kind, or an hour of one day of several."""
    if "last_day" in draft and facts.hours and facts.days and "title" in draft and not facts.kinds:
        return True
    if (
        facts.says_when
        or facts.kinds
        or facts.labels
        or facts.links
        or facts.emails
        or facts.addresses
        or facts.attendance
    ):
        return False
    line = facts.line
    ends = line.text[: facts.end].rstrip().endswith((".", "!", "?"))
    words = len(line.text[facts.start : facts.end].split())
    if facts.days and not ends:
        return False
    return ends and words >= 5 and not facts.access and not _names_venue(facts)


def _names_venue(facts: Facts) -> bool:
    """Whether a sentence leads to a venue with a name."""
    place = split_at_place(Piece(facts.line, facts.start, facts.end), facts.start + 1)[1]
    return place is not None and is_named_venue(Piece(facts.line, facts.start, facts.end), *place)


def is_title(draft: Draft, facts: Facts, piece: Piece, *, has_later_kind: bool) -> bool:
    """Whether a piece without a word of a kind names the action all the same."""
    if (
        "title" in draft
        or has_later_kind
        or piece.in_brackets
        or is_note(draft, piece)
        or facts.access
        or facts.denies_access
    ):
        return False
    if (len(piece.words) == 1 and piece.words[0] in _LEADS_ONLY) or not any(
        character.isalpha() for character in piece.text
    ):
        return False
    if may_be_group(piece):
        return False
    if piece.before == WEAK and not piece.line.is_capital(piece.start):
        return len(piece.words) <= 5 and "hours" in draft and "place" not in draft
    return "place" not in draft or piece.before in ("", GAP)


def names_its_place(piece: Piece) -> bool:
    """ "pique-nique au préau", "leafleting at the ticket hall": something, then where."""
    if STANDING_LEADS.match(piece.line.plain, piece.start, piece.end) or LEADS.match(
        piece.line.plain, piece.start, piece.end
    ):
        return False
    head_end, place = split_at_place(piece, piece.start + 1)
    head = trim(piece.line.text, piece.start, head_end)
    words = piece.line.text[head[0] : head[1]].split()
    if place is None or not words or words[0] in _LEADS_ONLY or len(words) > 5:
        return False
    return not has_venue_word(piece.line, *head) and not piece.in_brackets


def put_title(draft: Draft, facts: Facts, piece: Piece) -> None:
    """A title, and the place that its own words lead to: "Concentração na Praça da República"."""
    kinds = facts.title_kinds(piece.start, piece.end)
    after = kinds[0].end if kinds else piece.start + 1
    title_end, place = split_at_place(piece, after, is_picket=any(kind.kind == "picket" for kind in kinds))
    if facts.has_place_label:
        title_end, place = piece.end, None
    for _name, start, end in facts.attendance:
        if start > after and end >= title_end - 1 and place is None:
            title_end = start
    start, end = trim(piece.line.text, piece.start, title_end)
    end = _with_quote(piece.line.text, end, piece.end)
    if not draft.put_text("title", piece.line, start, end):
        return
    put_kind(draft, facts, start, end)
    if place is not None:
        make_room_for_place(draft)
    if place is not None and "place" not in draft:
        put_place(draft, Piece(piece.line, *place, WEAK))


def _with_quote(text: str, end: int, last: int) -> int:
    return end + 1 if end < last and text[end] == '"' else end


def put_kind(draft: Draft, facts: Facts, start: int, end: int) -> None:
    for kind in facts.title_kinds(start, end):
        if kind.kind and start <= kind.start < end:
            draft.put("kind", kind.kind, facts.line, kind.start, kind.end)
