"""What goes on with a title that has begun: a topic behind a colon, a second kind, a name in quotes."""

from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.hosts import is_group
from events.imports.action_list.pieces import BRACKET, COLON, GAP, WEAK, Piece, trim
from events.imports.action_list.titles import is_note, put_kind
from events.imports.action_list.venues import has_venue_word
from events.imports.action_list.whereabouts import is_name, put_place, split_at_place

_BETWEEN = " ,:/&+;?!\"'"
# What is said after their colon is a subject, even where it names a clinic.
_WITH_TOPICS = ("teach-in", "panel", "screening", "training", "meeting")


def continues(draft: Draft, name: str, piece: Piece, *, between: str = _BETWEEN) -> bool:
    """Whether a piece follows a cell in its own line with nothing but signs between."""
    if name not in draft.latest:
        return False
    line, _start, end = draft.latest[name]
    return line is piece.line and not line.text[end : piece.start].strip(between)


def extend_title(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """'Panel: "Whose health?"', "Dinner / Teach-In" with an hour between, "Rally, march"; a kind in brackets."""
    if "title" not in draft or "place" in draft or draft.latest["title"][0] is not piece.line:
        return False
    kinds = facts.title_kinds(piece.start, piece.end)
    if piece.in_brackets or piece.before == BRACKET:
        return _kind_in_brackets(draft, facts, piece)
    if piece.before == GAP and kinds and _joint(draft, piece):
        draft.join("title", piece.line, piece.end, f" {_joint(draft, piece)} ", piece.exact)
    elif continues(draft, "title", piece) and _belongs_to_title(draft, facts, piece):
        draft.extend("title", piece.line, split_at_place(piece, piece.start + 1)[0])
        place = split_at_place(piece, piece.start + 1)[1]
        if place:
            draft.extend("title", piece.line, trim(piece.line.text, piece.start, place[0])[1])
            put_place(draft, Piece(piece.line, *place, WEAK))
    else:
        return False
    put_kind(draft, facts, piece.start, piece.end)
    return True


def _belongs_to_title(draft: Draft, facts: Facts, piece: Piece) -> bool:
    is_quoted = draft.latest["title"][0].text[draft.latest["title"][1]] == '"'
    if piece.text.startswith('"') or (piece.before == COLON and is_group(piece.line, piece.start, piece.end)):
        return True
    has_topic = piece.before == COLON and draft.value("kind") in _WITH_TOPICS and not is_name(piece)
    if has_venue_word(piece.line, piece.start, piece.end) and not is_quoted and not has_topic:
        return False
    if piece.before == COLON:
        return has_topic or not is_note(draft, piece)
    kinds = facts.title_kinds(piece.start, piece.end)
    if piece.before != WEAK or is_note(draft, piece):
        return False
    title = draft.latest["title"]
    said = title[0].text[title[1] : title[2]]
    is_enumeration = ":" in said and '"' not in said and not piece.line.is_capital(piece.start)
    return bool(kinds) or is_enumeration


def _kind_in_brackets(draft: Draft, facts: Facts, piece: Piece) -> bool:
    kinds = facts.title_kinds(piece.start, piece.end)
    if not kinds or len(piece.words) > 3 or "kind" in draft:
        return False
    put_kind(draft, facts, piece.start, piece.end)
    return True


def _joint(draft: Draft, piece: Piece) -> str:
    """The sign that joins two titles around an hour."""
    line, _start, end = draft.latest["title"]
    between = line.text[end : piece.start].strip()
    return between[0] if between[:1] in ("/", "+", "&") else ""
