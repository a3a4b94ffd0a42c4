"""Towns at the head of a line: "Carrow Falls, NB", "Rennes (Bretagne) : …", "Ashford — Rally", "القدس الجديدة"."""

from dataclasses import dataclass

from events.gazetteer.regions import is_known_region
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.lines import Line
from events.imports.action_list.pieces import BRACKET, COLON, GAP, STRONG, WEAK, Piece, cut, trim
from events.imports.action_list.places import is_venue_word

_PARTICLES = frozenset(
    ["de", "la", "le", "les", "du", "des", "del", "las", "los", "of", "the", "el", "al", "the", "upon", "on", "in", "sur", "sous", "en", "y", "et", "and", "d'", "l'", "da", "do", "dos", "das", "e", "a", "an", "der", "am", "by", "under", "san", "na", "no", "lo", "los"]
)
_NOT_TOWNS = frozenset(
    ["tba", "tbd", "tbc", "when", "where", "what", "who", "time", "date", "place", "location", "hour", "hora", "lugar", "fecha", "cuando", "donde", "heure", "lieu", "quand", "online", "virtual", "national", "nationwide", "actions", "action", "events", "event", "acciones", "acciones", "eventos", "evenements", "evenement", "list", "lista", "liste", "share", "menu", "home", "details", "info", "contact", "note", "today", "tomorrow", "all", "everyone", "agenda", "programme", "program", "schedule", "calendar", "calendario", "calendrier", "host", "hosts", "endorsements", "endorsers", "organizations", "organisations", "statement", "update", "updates", "please", "bring", "join", "rsvp", "meet", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "الفعاليات", "البرنامج", "القائمه", "المكان", "الوقت", "الساعه", "التاريخ", "عبر", "يحدد", "تحدد", "لاحقا"]
)
_LONGEST = 45
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """A line that names a town first. `rest` is where the rest of the line begins, or its end."""

    town: tuple[int, int] | None
    region: tuple[int, int] | None
    rest: int
    is_online: bool = False


def read_opening(facts: Facts) -> Opening | None:
    """The town that a line begins with; an online action stands where a town would."""
    online = _online_heading(facts)
    if online:
        return online
    taken = [(span.start, span.end) for span in (*facts.hours, *facts.days, *facts.pending)]
    taken += [(label.start, label.end) for label in facts.labels] + facts.links + facts.emails
    pieces = cut(facts, taken, {})
    if not pieces or pieces[0].start > facts.start + 1 or pieces[0].before:
        return None
    first = pieces[0]
    start, end, region = _with_slash(first)
    if not looks_like_town(facts.line, start, end) or _has_kind(facts, start, end):
        return None
    rest = _after(facts, end)
    if region is None and len(pieces) > 1:
        second = pieces[1]
        strength = pieces[2].before if len(pieces) > 2 else GAP
        if _is_region(facts, second, strength):
            region, rest = (second.start, second.end), _after(facts, second.end)
    return Opening((start, end), region, rest)


def _after(facts: Facts, end: int) -> int:
    """Where words begin again."""
    while end < facts.end and facts.line.text[end] in " ,:;)]-—|\t•¦.*_":
        end += 1
    return end


def _with_slash(piece: Piece) -> tuple[int, int, tuple[int, int] | None]:
    """ "Recife/PE"."""
    head, slash, tail = piece.text.partition("/")
    tail_start = piece.start + len(head) + 1
    if slash and len(tail.strip()) in (2, 3) and piece.line.exact(tail_start, piece.end).strip().isupper():
        start, end = trim(piece.line.text, tail_start, piece.end)
        return piece.start, piece.start + len(head.rstrip()), (start, end)
    return piece.start, piece.end, None


def _is_region(facts: Facts, piece: Piece, strength: str) -> bool:
    """What stands beside the town: an abbreviation, a name that is known, or a word in brackets or before a colon."""
    if piece.before not in (WEAK, BRACKET, STRONG) or len(piece.words) > 4 or _has_kind(facts, piece.start, piece.end):
        return False
    written = piece.line.exact(piece.start, piece.end)
    if is_known_region(piece.text) and (written[:1].isupper() or not written.isascii()):
        return True
    if written.isupper() and written.isalpha() and written.isascii() and len(written) <= 3 and piece.before != STRONG:
        return True
    if piece.before == STRONG or not looks_like_town(piece.line, piece.start, piece.end):
        return False
    says_access = bool(Facts(piece.line, facts.window, piece.start, piece.end).access)
    is_set_off = piece.before == BRACKET or strength in (COLON, STRONG) or piece.end >= facts.end - 1
    return is_set_off and not says_access and not _is_venue(piece.line, piece.start, piece.end)


def looks_like_town(line: Line, start: int, end: int) -> bool:
    """Whether a stretch could be a town's name: few words, each with a capital, no figure, no word of another kind."""
    text = line.text[start:end]
    words = text.replace("-", " ").replace("/", " ").split()
    if (
        not words
        or len(words) > _MOST_WORDS
        or len(text) > _LONGEST
        or any(c.isdigit() or c in '"@¬?!:+&=<>{}%$#' for c in text)
    ):
        return False
    if any(word.strip(".'") in _NOT_TOWNS for word in words) or not any(c.isalpha() for c in text):
        return False
    at = start
    for word in text.replace("-", " ").replace("/", " ").split():
        at = line.text.index(word, at)
        if not line.is_capital(at) and word not in _PARTICLES and not word.startswith(("d'", "l'")):
            return False
        at += len(word)
    return words[0] not in ("and", "et", "y", "و")


def _is_venue(line: Line, start: int, end: int) -> bool:
    words = line.text[start:end].split()
    return any(is_venue_word(word.strip(".,'")) for word in words)


def has_venue(opening: Opening, line: Line) -> bool:
    return opening.town is not None and _is_venue(line, *opening.town)


def _has_kind(facts: Facts, start: int, end: int) -> bool:
    return any(start <= span.start < end for span in facts.kinds)


def _online_heading(facts: Facts) -> Opening | None:
    """ "Online / national", "عبر الإنترنت:"."""
    if not facts.attendance or facts.attendance[0][1] != facts.start:
        return None
    _name, _start, end = facts.attendance[0]
    at = end
    for word in facts.line.text[end : facts.end].split():
        if word.strip("/():,-—&|") not in (
            "",
            "national",
            "nacional",
            "nationale",
            "nationwide",
            "event",
            "events",
            "and",
            "y",
            "et",
            "وطني",
            "actions",
            "statewide",
            "everywhere",
            "only",
            "international",
            "internacional",
        ):
            break
        at = facts.line.text.index(word, at) + len(word)
        if word.endswith((":", "—", "-")):
            break
    is_set_off = (
        at >= facts.end
        or facts.line.text[at - 1] in ":—-|"
        or facts.line.text[at : at + 3].strip()[:1] in ("—", "-", ":", "|", "\t", ",")
    )
    return Opening(None, None, _after(facts, at), is_online=True) if is_set_off else None


def put_town(draft: Draft, facts: Facts, piece: Piece) -> bool:
    """A labelled town, perhaps with its region."""
    if "town" in draft:
        return draft.put_text("region", piece.line, piece.start, piece.end)
    if facts.attendance and not looks_like_town(piece.line, piece.start, piece.end):
        return draft.put("attendance", "online", piece.line, piece.start, piece.end)
    start, end, region = _with_slash(piece)
    if region:
        draft.put_text("region", piece.line, *region)
    return draft.put_text("town", piece.line, start, end)


def put_opening(draft: Draft, line: Line, opening: Opening) -> None:
    draft.use(line)
    if opening.is_online:
        draft.put("attendance", "online", line, line.start, opening.rest)
    if opening.town:
        draft.put_text("town", line, *opening.town)
    if opening.region:
        draft.put_text("region", line, *opening.region)
