"""What one line says about an action, put into the action's cells."""

from events.imports.action_list.access import says_only_access
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts, Stretch
from events.imports.action_list.fields import fill_field, put_access
from events.imports.action_list.pieces import Piece, cut, trim
from events.imports.action_list.places import is_postal_tail
from events.imports.action_list.titles import extend_title, is_note, is_title, put_title
from events.imports.action_list.when import put_days, put_hours, put_pending
from events.imports.action_list.whereabouts import extend_place, is_place, put_place, put_postal


def describe(draft: Draft, facts: Facts) -> None:
    """Reads a line into an action."""
    draft.use(facts.line)
    for start, end in facts.asides:
        draft.note(facts.line, *trim(facts.line.text, start, end))
        put_access(draft, Facts(facts.line, facts.window, start, end))
    put_hours(draft, facts)
    put_days(draft, facts)
    put_pending(draft, facts)
    _put_links(draft, facts)
    for stretch in _postal_line(draft, facts):
        put_postal(draft, facts, *stretch)
        return
    for start, end in facts.addresses:
        draft.add("address", facts.line.exact(start, end), facts.line, start, end)
    labels = {at: label.field for label in facts.labels for at in (label.end, _next(facts.line.text, label.end))}
    pieces = cut(facts, [*facts.taken, *facts.addresses], labels)
    for index, piece in enumerate(pieces):
        _put_piece(draft, facts, piece, pieces[index + 1 :])


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _postal_line(draft: Draft, facts: Facts) -> list[Stretch]:
    """A line that is an address from its beginning to its end, the town included."""
    start, end = trim(facts.line.text, facts.start, facts.end)
    if facts.labels or facts.links or facts.emails or start >= end:
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


_ROOMS = ("zoom", "meet.", "jitsi", "webinar", "live.", "stream", "visio.", "teams.", "sala.", "salle.", "room.", "qaa.")


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
        with_place = "place" in draft and piece.text.startswith(("+", "&", "also", "and", "y ", "et ", "tambien", "aussi"))
        draft.put("attendance", "both" if with_place else name, piece.line, start, end)
    if not facts.attendance or facts.kinds:
        return False
    rest = "".join(" " if _is_in(facts.attendance, at) else c for at, c in enumerate(piece.text, start=piece.start))
    return all(word.strip("/-.,+&") in _ATTENDANCE_GLUE for word in rest.split())


def _is_in(spans: list[tuple[str, int, int]], at: int) -> bool:
    return any(start <= at < end for _name, start, end in spans)


_ATTENDANCE_GLUE = frozenset(
    "only event on via at by the an from everywhere national nationwide nacional nationale solo action open to all acto evento y and et por en in person tambien aussi also"
    " link enlace for por a through call meeting room على علي national presencial presentiel e or live".split()
) | {""}


def _is_known_town(draft: Draft, piece: Piece) -> bool:
    """The town once more, at the end of an address."""
    if "town" not in draft or not ({"title", "place", "address"} & draft.names):
        return False
    line, start, end = draft.latest["town"]
    return piece.text == line.text[start:end]


def _put_words(draft: Draft, facts: Facts, piece: Piece, later: list[Piece]) -> None:
    if extend_title(draft, facts, piece):
        return
    if extend_place(draft, facts, piece):
        return
    has_later_kind = any(facts.within(other.start, other.end).kinds for other in later)
    if facts.title_kinds(piece.start, piece.end) and "title" not in draft and not is_note(draft, piece):
        put_title(draft, facts, piece)
    elif is_place(draft, facts, piece, is_titled="title" in draft or has_later_kind) and put_place(draft, piece):
        return
    elif is_title(draft, piece, has_later_kind=has_later_kind):
        put_title(draft, facts, piece)
    else:
        _put_rest(draft, facts, piece)


def _put_rest(draft: Draft, facts: Facts, piece: Piece) -> None:
    put_access(draft, facts)
    if not facts.access or len(piece.words) > 6:
        draft.note(piece.line, piece.start, piece.closed_end)


