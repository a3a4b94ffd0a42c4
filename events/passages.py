"""The address of a passage: the revision it was taken from, the plain id, and a text fragment for browsers that know it.

https://wicg.github.io/scroll-to-text-fragment/ (a browser without it still lands on the id).
"""

from urllib.parse import quote

from events.models import Anchor

LONGEST_WHOLE = 120
WORDS_AT_EACH_END = 6


def passage_path(anchor: Anchor, *, call_slug: str) -> str:
    """Path and fragment of the passage; needs `anchor.revision.statement` loaded."""
    return f"{anchor.revision.get_absolute_url()}#call-{call_slug}:~:text={text_fragment(anchor.exact)}"


def text_fragment(exact: str) -> str:
    """The value of `text=`: the whole of a short passage, else its first and last words."""
    words = exact.split()
    if "\n" not in exact and (len(exact) <= LONGEST_WHOLE or len(words) < 2 * WORDS_AT_EACH_END):
        return _encode(exact)
    return f"{_encode(' '.join(words[:WORDS_AT_EACH_END]))},{_encode(' '.join(words[-WORDS_AT_EACH_END:]))}"


def _encode(text: str) -> str:
    # A dash would be read as the mark of a prefix or suffix.
    return quote(text, safe="").replace("-", "%2D")
