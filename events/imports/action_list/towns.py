"""Towns at the head of a line: "Carrow Falls, NB", "Rennes (Bretagne) : …", "Ashford — Rally", "القدس الجديدة"."""

import re
from dataclasses import dataclass
from itertools import islice

from events.gazetteer.regions import is_known_region
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.hosts import is_group
from events.imports.action_list.lines import Line
from events.imports.action_list.pieces import BRACKET, COLON, GAP, STRONG, WEAK, Piece, cut, trim
from events.imports.action_list.venues import is_venue_word
from events.imports.action_list.words import either, words
from events.imports.action_list.written_days import begins_weekday

_PARTICLES = words("towns", "particles", "&")
_NOT_TOWNS = words("towns", "never")
_PREPOSITION = re.compile(rf"({either(words('towns', 'prepositions'))})\s(?=\S)")
_LONGEST = 45
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """A line that names a town first. `rest` is where the rest of the line begins, or its end."""

    town: tuple[int, int] | None
    region: tuple[int, int] | None
    rest: int
    attendance: tuple[int, int] | None = None
    is_both: bool = False
    led_hour: bool = False
    is_led: bool = False

    @property
    def is_online(self) -> bool:
        return self.attendance is not None and self.town is None


def read_opening(facts: Facts) -> Opening | None:
    """The town that a line begins with; an online action stands where a town would."""
    online = _online_heading(facts)
    if online:
        return online
    if facts.line.content.endswith(","):
        return None
    led = _led_by_preposition(facts)
    if led is not None:
        return led
    pieces = list(islice(cut(facts, [*facts.taken, *facts.addresses], {}), 3))
    is_pinned = bool(facts.labels) and facts.labels[0].start == facts.start and facts.line.text[facts.start] == "⌖"
    if not pieces or (pieces[0].before and not is_pinned) or pieces[0].start > facts.start + 3:
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


def _led_by_preposition(facts: Facts) -> Opening | None:
    """ "En Aldea del Puente, a las 6 …", "À Pont-Rouvre, …", "5pm in Birkdale: …"."""
    start = facts.start
    if facts.hours and facts.hours[0].start == start and facts.hours[0].hours == "timed":
        start = facts.hours[0].end + 1
    match = _PREPOSITION.match(facts.line.text, start, facts.end)
    if match is None or (match[1] == "a" and "à" not in facts.line.exact(start, start + 1).lower()):
        return None
    sign = re.search(r"[,:—]", facts.line.text[match.end() : facts.end])
    if sign is None or not looks_like_town(facts.line, match.end(), match.end() + sign.start()):
        return None
    town_end = match.end() + sign.start()
    if (
        (start > facts.start and sign[0] != ":")
        or _has_kind(facts, match.end(), town_end)
        or _is_venue_last(facts.line, match.end(), town_end)
    ):
        return None
    return Opening((match.end(), town_end), None, _after(facts, town_end), led_hour=start > facts.start, is_led=True)


def _is_venue_last(line: Line, start: int, end: int) -> bool:
    first = line.text[start:end].split()[0]
    return "-" not in first and is_venue_word(first)


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
    says_access = bool(facts.within(piece.start, piece.end).access)
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
        or any(c.isdecimal() or c in '"@¬?!:+=<>{}%$#()' for c in text)
    ):
        return False
    if any(word.strip(".'") in _NOT_TOWNS for word in words) or not any(c.isalpha() for c in text):
        return False
    if all(begins_weekday(word.strip(".,")) for word in words):
        return False
    at = start
    for word in text.replace("-", " ").replace("/", " ").split():
        at = line.text.index(word, at)
        if not line.is_capital(at) and word not in _PARTICLES and not word.startswith(("d'", "l'")):
            return False
        at += len(word)
    return words[0] not in ("and", "et", "y", "و") and not is_group(line, start, end)


def _is_venue(line: Line, start: int, end: int) -> bool:
    words = line.text[start:end].split()
    return any(is_venue_word(word.strip(".,'")) for word in words)


def has_venue(opening: Opening, line: Line) -> bool:
    return opening.town is not None and _is_venue(line, *opening.town)


def _has_kind(facts: Facts, start: int, end: int) -> bool:
    return any(start <= span.start < end for span in facts.kinds)


def _online_heading(facts: Facts) -> Opening | None:
    """ "Online / national", "عبر الإنترنت:", "FENWICK + ONLINE"."""
    if not facts.attendance:
        return None
    text, start = facts.line.text, facts.start + (facts.line.text[facts.start] == "(")
    first = facts.attendance[0]
    if first[1] != start:
        return _town_and_online(facts)
    at = first[2]
    while at < facts.end:
        word = re.match(r"[\s/()&,]*([^\W\d_]+)?", text[at : facts.end])
        span = next((span for span in facts.attendance if word and span[1] == at + word.start(1)), None)
        if span:
            at = span[2]
        elif word and word[1] in _ONLINE_GLUE:
            at += word.end()
        else:
            break
    rest = text[at : facts.end]
    if not rest.strip(" )*"):
        return Opening(None, None, facts.end, attendance=(start, at))
    is_set_off = bool(re.match(r"[\s*]*[:—|\t•¦]|\s-\s|\s?,\s\d", rest)) or (
        rest.startswith(" ") and facts.says_when and rest.lstrip()[0].isdecimal()
    )
    return Opening(None, None, _after(facts, at), attendance=(start, at)) if is_set_off else None


_ONLINE_GLUE = words("towns", "online_beside") | words("writing", "and")


def _town_and_online(facts: Facts) -> Opening | None:
    """ "FENWICK + ONLINE"."""
    _name, start, end = facts.attendance[0]
    joint = re.search(r"\s(?:(?:\+|&|/|and|y|et|e|و)\s?)?$", facts.line.text[facts.start : start])
    if (
        joint is None
        or (not joint[0].strip() and facts.line.text[start] not in "+&")
        or facts.line.text[end : facts.end].strip(" :)")
    ):
        return None
    town = (facts.start, facts.start + joint.start())
    if not looks_like_town(facts.line, *town):
        return None
    return Opening(town, None, facts.end, attendance=(start, end), is_both=True)


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
    if opening.attendance:
        draft.put("attendance", "both" if opening.is_both else "online", line, *opening.attendance)
    if opening.town:
        draft.put_text("town", line, *opening.town)
    if opening.region:
        draft.put_text("region", line, *opening.region)
