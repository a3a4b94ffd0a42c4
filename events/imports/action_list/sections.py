"""Lines that are no actions: headings, lists of names, furniture of the page, prose."""

import re

from events.imports.action_list.facts import Facts
from events.imports.action_list.lines import Line
from events.imports.action_list.words import either, lines, words
from events.imports.page_furniture import begins_related as is_related
from events.imports.page_furniture import why_furniture

_BEFORE, _AFTER = lines("names", "before"), lines("names", "after")
_ROLES = {
    role: re.compile(rf"(?:(?:{_BEFORE}) ?)?(?:{lines('names', key)})(?: (?:{_AFTER}))?(?:\s?\([^)]{{0,60}}\))?")
    for role, key in (("endorser", "endorsers"), ("host", "hosts"))
}
_BY = re.compile(rf".{{3,60}}?\s(?:{either(words('names', 'by'))})\s(?=\S)")
_GO_ON = (",", ";", *(f" {word}" for word in words("writing", "and", "&")))
_RELATED = words("lines", "related")
_HEADING = re.compile(rf"(?:(?:{lines('lines', 'headings')})[\s:,]+)+")
_CALLS = re.compile(rf"(?<!\w)(?:{lines('lines', 'calls')})(?!\w)")
_REQUEST = re.compile(rf"(?:{lines('lines', 'asks_to')}).{{0,60}}(?:{lines('lines', 'asked')})")
_MAIL_HEADER = (
    rf"(?:{either(words('lines', 'mail_headers'))})\s?:\s.*|(?:{either(words('lines', 'mail_parties'))})\s?:\s.*@.*"
    r"|date\s?:\s.*[+-]\d{4}\b.*"
)
_FURNITURE = re.compile(
    rf"{lines('lines', 'furniture')}|(?:{lines('lines', 'stamps')})\b[^:]*|{_MAIL_HEADER}"
    rf"|(?:{either(words('lines', 'home'))})\s?[|>/\"•].*|(?:©|\(c\)).*"
)
_WORD = re.compile(r"[^\W\d_]\S*")
_PROSE_WORDS, _CLOSING_WORDS = 9, 12
_CLOSING = re.compile(lines("lines", "closings"))


def names_heading(line: Line) -> str:
    """The role of those whose names follow a heading ("Endorsed by / Avec l'appui de :"), or nothing."""
    text = line.content.strip(" :;\t|,.")
    if len(text) > 90:
        return ""
    parts = [part.strip(" :") for part in text.split(" / ")]
    roles = [_role(part) for part in parts]
    return roles[0] if all(roles) else ""


def _role(text: str) -> str:
    return next((role for role, pattern in _ROLES.items() if pattern.fullmatch(text)), "")


def names_inline(line: Line) -> tuple[str, int] | None:
    """The role of those who are named in the same line, and where the names begin."""
    text = line.content
    head, colon, tail = text[:90].partition(":")
    if colon and tail.strip() and (role := names_heading_text(head)):
        return role, line.start + len(head) + 1
    by = _BY.match(text)
    if by and line.is_capital(line.start + by.end()) and (role := names_heading_text(by[0].strip())):
        return role, line.start + by.end()
    return None


def names_heading_text(text: str) -> str:
    roles = [_role(part.strip()) for part in text.split(" / ")]
    return roles[0] if all(roles) else ""


def names_go_on(line: Line) -> bool:
    """Whether a paragraph of names does not end with its line."""
    return line.content.endswith(_GO_ON)


def begins_related(line: Line) -> bool:
    """ "Related", "You may also like": what follows is of other pages."""
    return is_related(line.exact(line.start, line.end)) or line.content in _RELATED


def is_heading(facts: Facts) -> bool:
    """ "Planned actions", "Acciones por ciudad:"."""
    return says_heading(facts.line.content) and not facts.hours


def is_closing(facts: Facts) -> bool:
    """ "Thanks everybody", "Gracias a todas", "In solidarity, Mara": the end of the mail, of no action."""
    text = facts.line.content.strip(" ,.!¡—-")
    if len(text.split()) > _CLOSING_WORDS or not _CLOSING.fullmatch(text):
        return False
    return not (facts.hours or facts.days or facts.kinds or facts.labels or facts.addresses)


def is_title_of_list(facts: Facts) -> bool:
    """A heading, unless it is the title of the call itself: "Day of action"."""
    return is_heading(facts) and not _CALLS.search(facts.line.content)


def says_heading(text: str) -> bool:
    text = text.strip(" :,.!—-")
    return len(text) < 80 and bool(_HEADING.fullmatch(text + " "))


def is_furniture(line: Line) -> bool:
    written = {line.raw.strip(), line.exact(line.start, line.end)}
    if len(line.content) <= 400 and any(map(why_furniture, written)):
        return True
    text = line.content.strip()
    return len(text) <= 250 and bool(_REQUEST.match(text) or _FURNITURE.fullmatch(text) or _is_menu(text))


def _is_menu(text: str) -> bool:
    """ "News | Subscribe | Share": short parts between bars, most of them furniture by themselves."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) < 2 or any(len(part.split()) > 4 or any(map(str.isdecimal, part)) for part in parts):
        return False
    return sum(bool(_FURNITURE.fullmatch(part)) for part in parts) * 2 > len(parts)


def is_prose(facts: Facts) -> bool:
    """A line of running text: many words, most of them small."""
    line = facts.line
    words = list(_WORD.finditer(line.content))
    if len(words) < _PROSE_WORDS:
        return False
    if not line.content.isascii() and not any(match[0].isascii() for match in words):
        return True
    small = sum(1 for match in words if not line.is_capital(line.start + match.start()))
    return small >= 0.6 * len(words)
