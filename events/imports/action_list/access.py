"""What a line affirms of accessibility, by the keys of `events.accessibility.QUESTIONS`."""

from dataclasses import dataclass
from operator import itemgetter

from events.imports.action_list.pending import TO_COME
from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import phrases, words

_AFFIRMED = phrases("accessibility")
_DENIALS = words("accessibility_words", "denied")
_GLUE = words("accessibility_words", "beside", *"-/&.+,(;:)•")


@dataclass(frozen=True, slots=True)
class AccessSpan:
    start: int
    end: int
    key: str
    is_denied: bool = False


def find_access(tokens: Tokens) -> list[AccessSpan]:
    """All that is said of accessibility, what is denied ("not wheelchair accessible", "sin rampa") marked so."""
    if "♿" not in tokens.texts and not _AFFIRMED.may_be_in(tokens):
        return []
    wheelchairs = [("step-free", index, index + 1) for index, word in enumerate(tokens.texts) if word == "♿"]
    return [
        AccessSpan(*tokens.stretch(first, last), key, _is_denied(tokens, first, last))
        for key, first, last in sorted([*_AFFIRMED.find_all(tokens), *wheelchairs], key=itemgetter(1))
    ]


def says_only_access(tokens: Tokens, found: list[AccessSpan]) -> bool:
    """Whether words of accessibility and what joins them are all that is said."""
    return bool(found) and all(
        word in _GLUE or any(span.start <= tokens.start(index) < span.end for span in found)
        for index, word in enumerate(tokens.texts)
    )


def _is_denied(tokens: Tokens, first: int, last: int) -> bool:
    """ "no ramp", "sign language: no", "captions: TBC"."""
    if any(tokens.text(first - back) in _DENIALS for back in (1, 2, 3)):
        return True
    after = last + 1
    return tokens.text(last) == ":" and (tokens.text(after) in _DENIALS or bool(TO_COME.longest_at(tokens, after)))
