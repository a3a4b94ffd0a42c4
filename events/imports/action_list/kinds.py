"""What kind of action a line names: the first word of a kind, in any of the languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.imports.action_list.tokens import Tokens
from events.imports.action_list.words import phrases

_KINDS = phrases("kinds")
_ARTICLES = ("ال", "وال", "و", "بال", "ب", "لل", "ل", "فال")


@dataclass(frozen=True, slots=True)
class KindSpan:
    start: int
    end: int
    kind: str


def find_kinds(tokens: Tokens) -> Iterator[KindSpan]:
    """All kinds that a line names, in order. Arabic words may have an article or "and" before them."""
    index = 0
    while index < len(tokens):
        found = _KINDS.longest_at(tokens, index) or _with_article(tokens, index)
        if found is None or not _is_meant(tokens, index):
            index += 1
            continue
        kind = found[0] if found[0] != "other" else ""
        yield KindSpan(tokens[index].start, tokens[found[1] - 1].end, kind)
        index = found[1]


def _with_article(tokens: Tokens, index: int) -> tuple[str, int] | None:
    word = tokens.text(index)
    for article in _ARTICLES:
        if word.startswith(article) and (kind := _KINDS.meaning(word.removeprefix(article))):
            return kind, index + 1
    return None


def _is_meant(tokens: Tokens, index: int) -> bool:
    """ "Marché" is a market, no march; "in March" is a month."""
    word = tokens.text(index)
    written = tokens.line.exact(tokens[index].start, tokens[index].end).lower()
    if word == "marche" and "é" in written:
        return False
    return not (
        word in ("march", "mars") and tokens.text(index - 1) in ("in", "of", "this", "every", "late", "early", "mid")
    )
