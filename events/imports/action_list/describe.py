"""What one line says about an action, put into the action's cells."""

import re

from events.imports.action_list.access import says_only_access
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.fields import fill_field
from events.imports.action_list.labels import Label
from events.imports.action_list.pieces import COLON, GAP, SENTENCE, STRONG, WEAK, Piece, cut, trim
from events.imports.action_list.places import find_addresses, has_venue_word, is_postal, leads
from events.imports.action_list.when import put_days, put_hours, put_pending
from events.imports.action_list.whereabouts import put_place, split_at_place

_SENTENCE_WORDS = 9
_SAID = re.compile(r"[!?؟]$")
_URGES = frozenset(
    ["bring", "meet", "join", "come", "wear", "rsvp", "free", "all", "please", "donate", "register", "sign", "contact", "call", "email", "everyone", "see", "more", "no", "we", "our", "there", "this", "followed", "then", "with", "for", "trae", "traed", "traer", "ven", "venid", "lleva", "llevar", "llevad", "todos", "entrada", "inscripcion", "apporter", "apportez", "venez", "amenez", "entree", "ouvert", "gratuit", "احضروا", "احضر", "شاركوا", "انضموا", "الدخول", "traga", "tragam", "entrada", "levem", "leve", "tragan", "vengan", "lleven", "invita", "se", "open", "bienvenidos", "welcome", "rain", "if", "dress", "speakers", "speaker", "featuring", "include", "including", "includes", "after", "before", "later", "weather", "masks", "mask", "meeting", "gather", "link", "enlace", "lien", "الرابط", "details", "detalles", "ofrece", "hay", "habra", "il", "nous", "vous", "suivi", "suivie", "seguida", "seguido", "يليها", "تليها", "ثم", "بعدها", "يرجي", "الرجاء"]
)


def describe(draft: Draft, facts: Facts, *, until: int | None = None) -> None:
    """Reads a line into an action."""
    line = facts.line
    draft.use(line)
    put_hours(draft, facts)
    put_days(draft, facts)
    put_pending(draft, facts)
    taken = [(span.start, span.end) for span in (*facts.hours, *facts.days, *facts.pending)]
    taken += [(label.start, label.end) for label in facts.labels]
    taken += facts.links + facts.emails
    labels = _labels(facts.labels, facts)
    had_title = "title" in draft
    _put_links(draft, facts)
    pieces = cut(facts, taken, labels)
    for index, piece in enumerate(pieces):
        _put_piece(draft, facts, piece, pieces[index + 1 :], had_title=had_title)


def _labels(labels: list[Label], facts: Facts) -> dict[int, str]:
    return {_next(facts.line.text, label.end): label.field for label in labels} | {
        label.end: label.field for label in labels
    }


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _put_links(draft: Draft, facts: Facts) -> None:
    line = facts.line
    for start, end in facts.emails:
        if not draft.put_text("contact", line, start, end):
            draft.note(line, start, end)
    said = [name for name, _start, _end in facts.attendance]
    for start, end in facts.links:
        is_online = bool(said) or draft.value("attendance") in ("online", "both") or _is_room(line.text[start:end])
        if not (is_online and draft.put_text("online_url", line, start, end)):
            draft.note(line, start, end)


def _is_room(link: str) -> bool:
    return any(word in link for word in ("zoom", "meet.", "jitsi", "webinar", "live.", "stream", "visio", "teams."))


def _put_piece(draft: Draft, facts: Facts, piece: Piece, later: list[Piece], *, had_title: bool) -> None:
    if piece.field:
        fill_field(draft, facts, piece)
        return
    inner = Facts(piece.line, facts.window, piece.start, piece.end)
    if says_only_access(inner.words, inner.access):
        for span in inner.access:
            draft.add("accessibility", span.key, piece.line, span.start, span.end)
        return
    if _is_attendance(draft, inner, piece) or _is_known_town(draft, piece):
        return
    if is_postal(piece.text) and "title" in draft:
        draft.add("address", piece.exact, piece.line, piece.start, piece.end)
        return
    for start, end in find_addresses(piece.line, piece.start, piece.end)[:1]:
        _put_around_address(draft, facts, piece, start, end, later, had_title=had_title)
        return
    _put_words(draft, inner, piece, later, had_title=had_title)


def _put_around_address(
    draft: Draft, facts: Facts, piece: Piece, start: int, end: int, later: list[Piece], *, had_title: bool
) -> None:
    text = piece.line.text
    head = trim(text, piece.start, start)
    if head[0] < head[1]:
        before = Piece(piece.line, *head, piece.before, "", piece.in_brackets)
        inner = Facts(piece.line, facts.window, *head)
        _put_words(draft, inner, before, later, had_title=had_title)
    draft.add("address", piece.line.exact(start, end), piece.line, start, end)
    tail = trim(text, end, piece.end)
    if tail[0] < tail[1]:
        _put_piece(draft, facts, Piece(piece.line, *tail, SENTENCE), later, had_title=had_title)


def _is_attendance(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """ "online", "(hybrid)", "via Zoom", and nothing more; said in other words it counts, and the words stay."""
    for name, start, end in facts.attendance:
        is_both = name == "both" or (name == "online" and "place" in draft and piece.text.startswith(("+", "&")))
        draft.put("attendance", "both" if is_both else "online", piece.line, start, end)
    if not facts.attendance or facts.kinds:
        return False
    _name, start, end = facts.attendance[0]
    rest = f"{piece.text[: start - piece.start]} {piece.text[end - piece.start :]}".split()
    return len([word for word in rest if word.strip("/-.,") not in _ATTENDANCE_GLUE]) == 0


_ATTENDANCE_GLUE = frozenset(
    ["only", "event", "on", "via", "at", "by", "the", "an", "from", "everywhere", "national", "nationwide", "nacional", "nationale", "solo", "action", "open", "to", "all", "acto", "evento", "y", "and", "et", "por", "en", "link", "for", "all", "por", "a", "through", "call", "meeting", "room", "انترنت", "عبر", "علي", "national"]
) | {""}


def _is_known_town(draft: Draft, piece: Piece) -> bool:
    """The town once more, at the end of an address."""
    town = draft.value("town")
    if not town or ("title" not in draft and "place" not in draft and "address" not in draft):
        return False
    line, start, end = draft.latest["town"]
    return piece.text == line.text[start:end]


def _put_words(draft: Draft, facts: Facts, piece: Piece, later: list[Piece], *, had_title: bool) -> None:
    line = piece.line
    if facts.kinds and not _is_note(piece, draft):
        if "title" not in draft:
            _put_title(draft, facts, piece)
            return
        if piece.before in (WEAK, GAP) and _continues(draft, "title", piece) and "place" not in draft:
            draft.extend("title", line, piece.end)
            return
    if _extends_title(draft, facts, piece):
        draft.extend("title", line, piece.end)
        return
    is_place = _is_place(draft, facts, piece, later, had_title=had_title)
    if is_place and put_place(draft, piece):
        return
    if _continues(draft, "place", piece) and piece.before == WEAK and _is_name(piece) and not _is_note(piece, draft):
        draft.extend("place", line, piece.end)
        return
    if "title" not in draft and not any(later_has_kind(facts, other) for other in later) and not piece.in_brackets:
        if not _is_note(piece, draft):
            _put_title(draft, facts, piece)
            return
    _put_rest(draft, facts, piece)


def later_has_kind(facts: Facts, piece: Piece) -> bool:
    return bool(Facts(piece.line, facts.window, piece.start, piece.end).kinds)


def _put_rest(draft: Draft, facts: Facts, piece: Piece) -> None:
    for span in facts.access:
        draft.add("accessibility", span.key, piece.line, span.start, span.end)
    if not facts.access or len(piece.words) > 6:
        draft.note(piece.line, piece.start, _closed(piece))


def _closed(piece: Piece) -> int:
    """A sentence keeps its "!"."""
    end = piece.end
    while end < len(piece.line.text) and piece.line.text[end] in "!?":
        end += 1
    return end


def _put_title(draft: Draft, facts: Facts, piece: Piece) -> None:
    """A title, and the place that its own words lead to: "Concentração na Praça da República"."""
    after = facts.kinds[0].end if facts.kinds else piece.start + 1
    title_end, place = split_at_place(piece, after)
    start, end = trim(piece.line.text, piece.start, title_end)
    draft.put_text("title", piece.line, start, end)
    for kind in facts.kinds[:1]:
        if kind.start < title_end:
            draft.put("kind", kind.kind, piece.line, kind.start, kind.end)
    if place is not None:
        put_place(draft, Piece(piece.line, *place, WEAK))


def _continues(draft: Draft, name: str, piece: Piece) -> bool:
    """Whether a piece follows a cell in its own line with nothing but a sign between."""
    if name not in draft.latest:
        return False
    line, _start, end = draft.latest[name]
    return line is piece.line and not piece.line.text[end : piece.start].strip(" ,:/&+;?!\"'0123456789.pmah-")


def _extends_title(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """'Panel: "Whose health?"'."""
    if "title" not in draft or not _continues(draft, "title", piece) or "place" in draft:
        return False
    if piece.text.startswith('"'):
        return True
    return piece.before == COLON and not has_venue_word(piece.line, piece.start, piece.end)


def _is_note(piece: Piece, draft: Draft) -> bool:
    words = piece.words
    follows = piece.line.text[piece.end : piece.end + 1]
    if follows == "!" or words[0].strip(".,!") in _URGES:
        return True
    return len(words) > _SENTENCE_WORDS and ("title" in draft or follows in (".", "?"))


def _is_place(draft: Draft, facts: Facts, piece: Piece, later: list[Piece], *, had_title: bool) -> bool:
    if "place" in draft or "place_is_pending" in draft or _is_note(piece, draft) or piece.in_brackets:
        return False
    lead = leads().match(piece.line.text, piece.start, piece.end)
    if has_venue_word(piece.line, piece.start, piece.end):
        return len(piece.words) <= 10
    if lead and "title" in draft:
        return _is_name(piece)
    is_titled = "title" in draft or any(later_has_kind(facts, other) for other in later)
    return is_titled and _is_name(piece) and piece.before in (WEAK, STRONG, GAP, "", COLON)


def _is_name(piece: Piece) -> bool:
    """Whether a piece is written as a name: every word but small ones with a capital, or a short piece where there are
    no capitals."""
    line, words, at = piece.line, 0, piece.start
    for word in piece.words:
        at = line.text.index(word, at)
        if len(word) > 3 and word[0].isalpha():
            words += 1
            if not line.is_capital(at):
                return False
        at += len(word)
    return 0 < len(piece.words) <= 7 and (words > 0 or not piece.text.isascii())
