"""What one line says about an action, put into the action's cells."""

from events.imports.action_list.access import says_only_access
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts, Stretch
from events.imports.action_list.fields import fill_field, put_access
from events.imports.action_list.hosts import is_group, make_room_for_place, put_host
from events.imports.action_list.longer_titles import extend_title
from events.imports.action_list.online import ALSO
from events.imports.action_list.pieces import COLON, Piece, cut, trim, trim_note
from events.imports.action_list.streets import is_postal_tail
from events.imports.action_list.titles import is_note, is_remark, is_title, names_its_place, put_title
from events.imports.action_list.when import further_hours, put_days, put_hours, put_pending
from events.imports.action_list.whereabouts import (
    extend_place,
    is_named_venue,
    is_place,
    is_street,
    names_place,
    put_place,
    put_postal,
    split_at_place,
)
from events.imports.action_list.words import words


def describe(draft: Draft, facts: Facts) -> None:
    """Reads a line into an action."""
    draft.use(facts.line)
    if is_remark(draft, facts):
        put_access(draft, facts)
        draft.note(facts.line, *trim_note(facts.line.text, facts.start, facts.end))
        return
    further = further_hours(facts)
    for start, end in sorted([*facts.asides, *further]):
        draft.note(facts.line, *trim_note(facts.line.text, start, end))
        put_access(draft, facts.within(start, end))
    put_hours(draft, facts)
    put_days(draft, facts)
    put_pending(draft, facts)
    _put_links(draft, facts)
    for label in facts.labels:
        if label.field == "link" and (said := facts.within(label.start, label.end).attendance):
            draft.put("attendance", said[0][0], facts.line, label.start, label.end)
    if facts.in_person:
        _name, start, end = facts.attendance[0]
        draft.put("attendance", "both", facts.line, min(start, facts.in_person[0][0]), end)
    for stretch in _postal_line(draft, facts):
        put_postal(draft, facts, *stretch)
        return
    for start, end in facts.addresses:
        draft.add("address", facts.line.exact(start, end), facts.line, start, end)
    labels = {at: label.field for label in facts.labels for at in (label.end, _next(facts.line.text, label.end))}
    pieces = list(cut(facts, [*facts.taken, *facts.addresses, *further], labels))
    for index, piece in enumerate(pieces):
        _put_piece(draft, facts, piece, pieces[index + 1 :])


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _postal_line(draft: Draft, facts: Facts) -> list[Stretch]:
    """A line that is an address from its beginning to its end, the town included."""
    start, end = trim(facts.line.text, facts.start, facts.end)
    if facts.labels or facts.links or facts.emails or facts.hours or facts.pending or start >= end:
        return []
    return [(start, end)] if is_postal_tail(facts.line, start, end) else []


def _put_links(draft: Draft, facts: Facts) -> None:
    line = facts.line
    for start, end in facts.emails:
        if not facts.is_aside(start) and not draft.put_text("contact", line, start, end):
            draft.note(line, start, end)
    is_online = bool(facts.attendance) or draft.value("attendance") in ("online", "both")
    for start, end in facts.links:
        may_be_room = is_online or "hours" in draft or "title" in draft
        is_room = any(word in line.text[start:end] for word in _ROOMS)
        if is_room and "attendance" not in draft and may_be_room and not facts.attendance and "place" in draft:
            draft.put("attendance", "both", line, start, end)
        if not ((is_online or is_room) and draft.put_text("online_url", line, start, end)):
            draft.note(line, start, end)


_ROOMS = words("attendance", "rooms")


def _put_piece(draft: Draft, facts: Facts, piece: Piece, later: list[Piece]) -> None:
    if piece.field:
        fill_field(draft, facts, piece)
        return
    inner = facts.within(piece.start, piece.end)
    if says_only_access(inner.words, inner.access):
        put_access(draft, inner)
    elif not _is_attendance(draft, inner, piece) and not _is_known_town(draft, piece):
        _put_words(draft, inner, piece, later)


def _is_attendance(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """ "online", "(hybrid)", "via Zoom", and nothing more; said in other words it counts, and the words stay."""
    for name, start, end in facts.attendance:
        with_place = "place" in draft and ALSO.match(piece.text)
        draft.put("attendance", "both" if with_place else name, piece.line, start, end)
    if not facts.attendance or facts.kinds:
        return False
    rest = "".join(" " if _is_in(facts.attendance, at) else c for at, c in enumerate(piece.text, start=piece.start))
    return all(word.strip("/-.,+&") in _ATTENDANCE_GLUE for word in rest.split())


def _is_in(spans: list[tuple[str, int, int]], at: int) -> bool:
    return any(start <= at < end for _name, start, end in spans)


_ATTENDANCE_GLUE = words("attendance", "beside", "")


def _is_known_town(draft: Draft, piece: Piece) -> bool:
    """The town once more, at the end of an address."""
    if "town" not in draft or not ({"title", "place", "address"} & draft.names):
        return False
    line, start, end = draft.latest["town"]
    return piece.text == line.text[start:end]


def _put_words(draft: Draft, facts: Facts, piece: Piece, later: list[Piece]) -> None:
    if put_host(draft, facts, piece) or extend_title(draft, facts, piece) or extend_place(draft, facts, piece):
        return
    if names_place(facts, piece, is_titled=False) and not is_group(piece.line, piece.start, piece.end):
        make_room_for_place(draft)
    has_later_kind = any(facts.whole.title_kinds(other.start, other.end) for other in later)
    if "title" not in draft and not is_note(draft, piece) and _is_named(facts, piece, later, has_later_kind):
        put_title(draft, facts, piece)
    elif is_place(draft, facts, piece, is_titled="title" in draft or has_later_kind) and put_place(draft, piece):
        return
    elif is_street(draft, piece):
        draft.add("address", piece.exact, piece.line, piece.start, piece.end)
    elif is_title(draft, facts, piece, has_later_kind=has_later_kind):
        put_title(draft, facts, piece)
    else:
        _put_rest(draft, facts, piece)


def _is_named(facts: Facts, piece: Piece, later: list[Piece], has_later_kind: bool) -> bool:
    """Whether a piece is a title before a place is thought of: it says a kind, is in quotes or stands before a colon,
    or leads to its place itself."""
    if facts.title_kinds(piece.start, piece.end):
        return True
    if piece.text.startswith('"') or piece.in_brackets:
        return not piece.in_brackets
    if later and later[0].before == COLON and not has_later_kind and later[0].line.text[later[0].start].isalpha():
        return not later[0].line.is_capital(later[0].start)
    return names_its_place(piece)


def _put_rest(draft: Draft, facts: Facts, piece: Piece) -> None:
    put_access(draft, facts)
    if "place" not in draft and "place_is_pending" not in draft and len(piece.words) > 4:
        place = split_at_place(piece, piece.start + 1)[1]
        if place and is_named_venue(piece, *place):
            put_place(draft, Piece(piece.line, *place))
    draft.note(piece.line, piece.start, piece.closed_end)
