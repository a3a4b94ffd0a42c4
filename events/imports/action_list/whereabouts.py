"""The place in a piece of a line."""

import re

from events.imports.action_list.clock_words import ELSEWHERE as NOT_THEN
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.leads import LEADS, MEETING_LEADS, STANDING_LEADS, SURE_LEADS
from events.imports.action_list.pieces import BRACKET, COLON, GAP, STRONG, WEAK, Piece, trim, trim_note
from events.imports.action_list.streets import STREETS, find_town_in_postal
from events.imports.action_list.venues import has_venue_word, is_led_by_letter, is_part_of_place
from events.imports.action_list.words import either, words

_TO = words("routes", "to")
_ONWARD = re.compile(rf"\s(?:{either(_TO | words('routes', 'then'))})\s")
_TOWARDS = re.compile(rf"\s(?:{either(_TO)})\s")
_ROUTE = words("routes", "from")
_ARTICLE = re.compile(rf"(?:{either(words('writing', 'articles'))})\s+(?=\S)")
_REMARKS = words("places", "remarks")
ELSEWHERE = words("places", "elsewhere")


def put_place(draft: Draft, piece: Piece) -> bool:
    """Fills the place, without the words that only lead to it; "outside", "devant", "أمام" stay, they say where to
    stand."""
    text = piece.line.text
    start = piece.start
    while start < piece.end and text[start] in " ,:-—":
        start += 1
    first, lead = start, LEADS.match(text, start, piece.end)
    while lead and lead.end() < piece.end:
        start, lead = lead.end(), LEADS.match(text, lead.end(), piece.end)
    if (article := _ARTICLE.match(text, start, piece.end)) and not piece.line.is_capital(start):
        start = article.end()
    if is_led_by_letter(text[start : piece.end].split(" ", 1)[0]):
        start += 1
    onward = _ONWARD.search(text, start, piece.end) if start > first else None
    end = onward.start() if onward else _before_online(piece, start)
    start, end = trim(text, start, end)
    if start >= end or not draft.put_text("place", piece.line, start, end):
        return False
    if onward:
        draft.note(piece.line, *trim_note(text, onward.start(), piece.end))
    return True


def _before_online(piece: Piece, start: int) -> int:
    """Where "and on Zoom" begins behind a place."""
    said = Facts(piece.line, None, start=start, end=piece.end).attendance
    return said[0][1] if said and said[0][1] > start else piece.end


def split_at_place(piece: Piece, after: int, *, is_picket: bool = False) -> tuple[int, tuple[int, int] | None]:
    """Where a title ends, and the place that follows it in the same piece."""
    line, text = piece.line, piece.line.plain
    stands = [stand.start() for stand in STANDING_LEADS.finditer(text, after, piece.end)]
    for lead in LEADS.finditer(text, after, piece.end):
        if stands and stands[0] < lead.start():
            break
        word, start = lead["lead"] or lead["elided"], lead.end()
        if start >= piece.end or (
            word in ("a la", "a l'", "au", "aux") and not _is_french(line.exact(lead.start(), start))
        ):
            continue
        if word in _ROUTE:
            onward = _TOWARDS.search(text, start, piece.end)
            if onward is None or onward.end() >= piece.end:
                if word in SURE_LEADS and line.is_capital(start):
                    return lead.start(), (lead.start(), piece.end)
                continue
            if not line.is_capital(start) and not has_venue_word(line, start, onward.start()):
                continue
            return lead.start(), (lead.start(), piece.end)
        is_name = line.is_capital(start)
        further = LEADS.search(text, start, piece.end)
        has_venue = has_venue_word(line, start, further.start() if further else piece.end)
        if word == "of" and not (is_picket and has_venue):
            continue
        if has_venue or (word in SURE_LEADS and is_name):
            return lead.start(), (lead.start(), piece.end)
    stands += [
        match.start()
        for match in _ATTACHED.finditer(text, after, piece.end)
        if has_venue_word(line, match.start() + 1, match.end())
    ]
    return (min(stands), (min(stands), piece.end)) if stands else (piece.end, None)


_ATTACHED = re.compile(r"(?<!\w)ب[^\W\d_]{3,}")


def is_street(draft: Draft, piece: Piece) -> bool:
    """A street or square without a number, below the line of the place."""
    is_below = "place" in draft.latest and draft.latest["place"][0] is not piece.line
    return (
        is_below
        and "address" not in draft
        and piece.words[0] in STREETS
        and piece.before == ""
        and len(piece.words) <= 6
    )


def is_named_venue(piece: Piece, start: int, end: int) -> bool:
    """A venue with a capital within a sentence: "we are now in the Lantern Rooms"."""
    lead = LEADS.match(piece.line.text, start, end)
    at = lead.end() if lead else start
    return (
        at < end
        and piece.line.is_capital(at)
        and has_venue_word(piece.line, at, end)
        and len(piece.line.text[at:end].split()) <= 5
    )


def _is_french(written: str) -> bool:
    return "à" in written.lower() or written.lower().startswith("au")


def is_place(draft: Draft, facts: Facts, piece: Piece, *, is_titled: bool) -> bool:
    """Whether a piece names a place: by a word like "square", by what leads to it, or as a name beside a title."""
    if is_venue_in_brackets(draft, facts, piece):
        return True
    return not {"place", "place_is_pending"} & draft.names and names_place(facts, piece, is_titled=is_titled)


def names_place(facts: Facts, piece: Piece, *, is_titled: bool) -> bool:
    if piece.in_brackets or facts.access:
        return False
    text, line = piece.line.text, piece.line
    if piece.words[0] in ELSEWHERE | NOT_THEN or len(piece.words) > 11:
        return False
    towards = _TOWARDS.search(text, piece.start, piece.end)
    stands = STANDING_LEADS.match(text, piece.start, piece.end)
    is_way = towards and not stands and not line.is_capital(piece.start)
    if towards and is_way and not has_venue_word(line, piece.start, towards.start()):
        return False
    lead = LEADS.match(text, piece.start, piece.end)
    if facts.denies_access or is_sentence(piece) or _tells_of_place(piece):
        return False
    if stands or has_venue_word(line, piece.start, piece.end):
        return True
    if lead and lead["lead"] in MEETING_LEADS:
        return True
    return is_titled and is_name(piece) and piece.before in (WEAK, STRONG, GAP, "", COLON)


def is_venue_in_brackets(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """ "Student walkout (Puckett High School)", "in person (Mill House) and online"."""
    is_apart = piece.in_brackets and piece.before in (BRACKET, GAP)
    if not is_apart or "place" in draft or not ("title" in draft or facts.whole.in_person):
        return False
    says_other = facts.access or facts.denies_access or facts.kinds or piece.words[0] in _REMARKS | ELSEWHERE
    return not says_other and is_name(piece) and has_venue_word(piece.line, piece.start, piece.end)


def _tells_of_place(piece: Piece) -> bool:
    """ "we are now in the Lantern Rooms": the venue is named within what is said."""
    line, start = piece.line, piece.start
    if line.is_capital(start) or LEADS.match(line.text, start) or STANDING_LEADS.match(line.text, start):
        return False
    said_end, place = split_at_place(piece, start + 1)
    return place is not None and len(line.text[start:said_end].split()) > 2 and is_named_venue(piece, *place)


def is_sentence(piece: Piece) -> bool:
    """Running text: many words, and a full stop."""
    return len(piece.words) > 6 and piece.line.text[piece.end : piece.end + 1] in (".", "!", "?") and not is_name(piece)


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
    if piece.in_brackets and piece.before == WEAK and between == ",":
        is_part = is_part_of_place(line, piece.start, piece.end) or has_venue_word(line, piece.start, piece.end)
        if is_part:
            draft.extend("place", line, piece.end)
        return is_part
    if piece.before == BRACKET or piece.in_brackets:
        closing = line.text[piece.end : piece.end + 1] == ")"
        is_part = between == "(" and closing and len(piece.words) <= 2 and not facts.access and not facts.kinds
        is_part = is_part and not any(c.isdecimal() for c in piece.text) and piece.words[0] not in _REMARKS
        if is_part:
            draft.extend("place", line, piece.end + 1)
        return is_part
    is_part = (
        piece.before == WEAK and between == "," and (is_part_of_place(line, piece.start, piece.end) or is_name(piece))
    )
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
