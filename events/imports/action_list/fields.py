"""A stretch whose label or column says what it is, put into that cell."""

import re
from collections.abc import Callable

from events.imports.action_list.access import says_only_access
from events.imports.action_list.asides import BOOKING
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.pieces import COLON, WEAK, Piece, trim
from events.imports.action_list.towns import put_town
from events.imports.action_list.whereabouts import put_place
from events.imports.action_list.words import words

_IN_PERSON = words("attendance", "in_person")


def fill_field(draft: Draft, facts: Facts, piece: Piece) -> None:
    """Puts a piece into the cell that its label names; what does not fit there is a note."""
    inner = facts.within(piece.start, piece.end)
    if not _FILLERS.get(piece.field, _fill_note)(draft, inner, piece):
        _fill_note(draft, inner, piece)


def _fill_text(name: str) -> Callable[[Draft, Facts, Piece], bool]:
    def fill(draft: Draft, facts: Facts, piece: Piece) -> bool:
        if name in draft.latest and piece.before in (WEAK, COLON) and draft.latest[name][0] is piece.line:
            draft.extend(name, piece.line, piece.end)
            return True
        return draft.put_text(name, piece.line, piece.start, piece.end)

    return fill


def _fill_title(draft: Draft, facts: Facts, piece: Piece) -> bool:
    _fill_kind(draft, facts, piece)
    return _fill_text("title")(draft, facts, piece)


def _fill_kind(draft: Draft, facts: Facts, piece: Piece) -> bool:
    for kind in facts.kinds:
        if kind.kind:
            draft.put("kind", kind.kind, piece.line, kind.start, kind.end)
    return bool(facts.kinds)


def _fill_place(draft: Draft, facts: Facts, piece: Piece) -> bool:
    for name, start, end in facts.attendance:
        draft.put("attendance", name, piece.line, start, end)
        if end - start == piece.end - piece.start:
            return True
    if "place" in draft.latest and piece.before == WEAK and draft.latest["place"][0] is piece.line:
        draft.extend("place", piece.line, piece.end)
        return True
    return put_place(draft, piece)


def _fill_address(draft: Draft, facts: Facts, piece: Piece) -> bool:
    draft.add("address", piece.exact, piece.line, piece.start, piece.end)
    return True


def put_access(draft: Draft, facts: Facts) -> None:
    for span in facts.access:
        draft.add("accessibility", span.key, facts.line, span.start, span.end)


def _fill_host(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """A line that begins with the label names its hosts to its end: "Hosted by Students for Health — Birkdale"."""
    whole = facts.whole
    first = whole.labels[0] if whole.labels else None
    rest = facts.within(piece.end, whole.end)
    is_all = first is not None and first.start == whole.start and first.end <= piece.start
    if (
        is_all
        and not _says_more(rest)
        and not re.search(r"[|•¦\t()]|[.!?]\s", piece.line.text[piece.start : whole.end])
    ):
        start, end = trim(piece.line.text, piece.start, whole.end)
        return draft.put_text("host", piece.line, start, end) or draft.latest["host"][0] is piece.line
    return _fill_text("host")(draft, facts, piece)


def _says_more(facts: Facts) -> bool:
    return bool(facts.hours or facts.days or facts.kinds or facts.emails or facts.links or facts.labels or facts.access)


def _fill_contact(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """A telephone behind "Contact:"; one for bookings is no contact."""
    label = next((one for one in facts.whole.labels if one.end <= piece.start and one.field == "contact"), None)
    if label is None or BOOKING.search(piece.line.text, label.start, label.end):
        return False
    put = [draft.put_text("contact", piece.line, *phone) for phone in facts.phones[:1]]
    return any(put) and (piece.start, piece.end) in facts.phones


def _fill_access(draft: Draft, facts: Facts, piece: Piece) -> bool:
    put_access(draft, facts)
    return says_only_access(facts.words, facts.access)


def _fill_attendance(draft: Draft, facts: Facts, piece: Piece) -> bool:
    for name, start, end in facts.attendance[:1]:
        draft.put("attendance", name, piece.line, start, end)
    return bool(facts.attendance) or piece.text in _IN_PERSON


def _fill_note(draft: Draft, facts: Facts, piece: Piece) -> bool:
    put_access(draft, facts)
    draft.note(piece.line, piece.start, piece.end)
    return True


def _fill_town(draft: Draft, facts: Facts, piece: Piece) -> bool:
    return put_town(draft, facts, piece)


_FILLERS: dict[str, Callable[[Draft, Facts, Piece], bool]] = {
    "town": _fill_town,
    "region": _fill_text("region"),
    "country": _fill_text("region"),
    "title": _fill_title,
    "kind": _fill_kind,
    "place": _fill_place,
    "address": _fill_address,
    "host": _fill_host,
    "contact": _fill_contact,
    "accessibility": _fill_access,
    "attendance": _fill_attendance,
    "note": _fill_note,
}
