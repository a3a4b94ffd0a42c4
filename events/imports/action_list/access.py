"""What a line affirms of accessibility, by the keys of `events.accessibility.QUESTIONS`."""

from dataclasses import dataclass

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
    found, index = [], 0
    while index < len(tokens):
        at = ("step-free", index + 1) if tokens.text(index) == "♿" else _AFFIRMED.longest_at(tokens, index)
        at = at or _joined(tokens, index)
        if at is None:
            index += 1
            continue
        is_denied = any(tokens.text(index - back) in _DENIALS for back in (1, 2, 3)) or _is_sworn_off(tokens, at[1])
        found.append(AccessSpan(tokens[index].start, tokens[at[1] - 1].end, at[0], is_denied))
        index = at[1]
    return found


def says_only_access(tokens: Tokens, found: list[AccessSpan]) -> bool:
    """Whether words of accessibility and what joins them are all that is said."""
    within = [(span.start, span.end) for span in found]
    for index in range(len(tokens)):
        token = tokens[index]
        if token.text not in _GLUE and not any(first <= token.start < last for first, last in within):
            return False
    return bool(found)


def _joined(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """Arabic words with "and" or an article before them."""
    word = tokens.text(index)
    for prefix in ("و", "وال", "ال"):
        if word.startswith(prefix) and (key := _AFFIRMED.meaning(word.removeprefix(prefix))):
            return key, index + 1
    return None


def _is_sworn_off(tokens: Tokens, index: int) -> bool:
    """ "sign language: no", "captions TBC"."""
    return tokens.text(index) == ":" and (
        tokens.text(index + 1) in _DENIALS or bool(TO_COME.longest_at(tokens, index + 1))
    )
