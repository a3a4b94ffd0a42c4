"""The address of a passage, in the revision that was current when it was taken."""

from events.models import Anchor
from events.text_quotes import text_fragment


def passage_path(anchor: Anchor, *, call_slug: str) -> str:
    """Path, plain id and text fragment; reads `anchor.revision.statement`."""
    return anchor.revision.get_absolute_url() + text_fragment(call_slug, anchor.exact)
