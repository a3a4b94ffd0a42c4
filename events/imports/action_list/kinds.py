"""What kind of action a line names: the first word of a kind, in any of the languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import phrases

_KINDS = phrases("kinds")


@dataclass(frozen=True, slots=True)
class KindSpan:
    start: int
    end: int
    kind: str


def find_kinds(tokens: Tokens) -> Iterator[KindSpan]:
    """All kinds that a line names, in order. Arabic words may have an article or "and" before them."""
    compound = -1
    for kind, first, last in _KINDS.find_all(tokens):
        if first == compound and tokens.joins(first):
            continue  # "charla-coloquio" is a talk: its first word says what it is
        compound = last + 1 if tokens.text(last) == "-" and tokens.joins(last) else -1
        if _is_meant(tokens, first):
            yield KindSpan(*tokens.stretch(first, last), kind if kind != "other" else "")


def may_say_kind(tokens: Tokens) -> bool:
    return _KINDS.may_be_in(tokens)


def _is_meant(tokens: Tokens, index: int) -> bool:
    """ "Marché" is a market, no march; "in March" is a month."""
    word = tokens.text(index)
    written = tokens.exact(index).lower()
    if word == "marche" and "é" in written:
        return False
    return not (
        word in ("march", "mars") and tokens.text(index - 1) in ("in", "of", "this", "every", "late", "early", "mid")
    )
