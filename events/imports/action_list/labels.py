"""Words that say what follows: "Where:", "Hora:", "Organise :", "تنظيم:", and the headings of a table's columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import phrases, words

_LABELS = phrases("labels")
# These say it without a colon too.
_HOSTED = phrases("hosts", "introduced")
# Of these, what is a verb or a noun as well: only where it begins what is said.
_VERBS = words("hosts", "verbs")
_ENDS_OF_NAMES = words("hosts", "ends")
_OWN, _PASSED_OVER = words("tables", "own"), words("tables", "passed_over")
OWN, PASSED_OVER = "own", "passed over"
_FIRST_WORDS = frozenset(["⌖"]).union(_LABELS.first_words, _HOSTED.first_words)


@dataclass(frozen=True, slots=True)
class Label:
    """`start`, `end` bound the label with its colon."""

    field: str
    start: int
    end: int


def find_labels(tokens: Tokens) -> Iterator[Label]:
    """All labels of a line, in order; they do not overlap."""
    free = 0
    for index, word in enumerate(tokens.texts):
        label = _label_at(tokens, index) if index >= free and word in _FIRST_WORDS else None
        if label is not None:
            found, free = label
            yield found


def read_column(tokens: Tokens) -> str:
    """What a table's column is about, by the whole of its heading."""
    heading = " ".join(tokens.texts).rstrip(" ?")
    if heading in _OWN or heading in _PASSED_OVER:
        return OWN if heading in _OWN else PASSED_OVER
    found = _LABELS.longest_at(tokens, 0)
    if found is None:
        return ""
    rest = found[1]
    is_all = rest == len(tokens) or tokens.text(rest) in ("(", ":", "*", "?", "/", "-")
    return found[0] if is_all else ""


def may_name_columns(tokens: Tokens) -> bool:
    return _LABELS.may_be_in(tokens)


def _label_at(tokens: Tokens, index: int) -> tuple[Label, int] | None:
    if tokens.text(index) == "⌖":
        return Label("place", *tokens.stretch(index, index + 1)), index + 1
    found = _in_two_languages(tokens, _LABELS.longest_at(tokens, index))
    if found and tokens.text(found[1]) == ":" and _begins(tokens, index):
        return Label(found[0], *tokens.stretch(index, found[1] + 1)), found[1] + 1
    hosted = _HOSTED.longest_at(tokens, index)
    if hosted is None or not _names_follow(tokens, index, hosted[1]):
        return None
    return Label("host", *tokens.stretch(index, hosted[1])), hosted[1]


def _in_two_languages(tokens: Tokens, found: tuple[str, int] | None) -> tuple[str, int] | None:
    """ "Hosted by / organisé par :"."""
    second = _LABELS.longest_at(tokens, found[1] + 1) if found and tokens.text(found[1]) == "/" else None
    return second if found and second and second[0] == found[0] else found


def _begins(tokens: Tokens, index: int) -> bool:
    """A label begins what it stands in, or is written with a capital where a sentence would not be; but "Solidarity
    Group:" is a name."""
    if index == 0:
        return True
    before = tokens.text(index - 1)
    if tokens.text(index) in _ENDS_OF_NAMES and before.isalpha() and tokens.is_capital(index - 1):
        return False
    return tokens.is_capital(index) or before in ("|", "•", "¦", "—", "-", "/", ",", ";", ".", "(", ")", "*")


def _names_follow(tokens: Tokens, index: int, after: int) -> bool:
    """Whether a name follows "organiza": a capital, or any word in a script without capitals."""
    following = range(after, min(after + 4, len(tokens)))
    if tokens.text(index) in _VERBS:
        is_first = index == 0 or not tokens.text(index - 1).isalpha() or tokens.start(index) - tokens.end(index - 1) > 1
        if not is_first:
            return False
    return any(tokens.is_capital(at) and tokens.text(at).isalpha() for at in following)
