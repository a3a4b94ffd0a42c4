"""A call's words: the passage to show, and its address in the revision that was current when it was taken."""

from django.db.models import Prefetch

from events.models import Anchor, Call
from events.querysets.statement import CallQuerySet
from events.text.quotes import text_fragment


def passage_path(anchor: Anchor, *, call_slug: str) -> str:
    """Path, plain id and text fragment; reads `anchor.revision.statement`."""
    return anchor.revision.get_absolute_url() + text_fragment(call_slug, anchor.exact)


def passage_for(call: Call, *, language: str) -> Anchor | None:
    """The passage in the current text, or in the current text of a translation into `language`; needs
    `with_passages`."""
    current = [anchor for anchor in call.anchors.all() if anchor.revision_id == anchor.revision.statement.current_id]
    translated = [anchor for anchor in current if anchor.revision.language == language]
    own = [anchor for anchor in current if anchor.revision.statement_id == call.statement_id]
    return next(iter([*translated, *own, *call.anchors.all()]), None)


def with_passages(calls: CallQuerySet) -> CallQuerySet:
    """`call.anchors.all()` holds what stands in published texts, translations too, the newest first; one query."""
    anchors = (
        Anchor.objects.filter(revision__published_at__isnull=False, revision__statement__published_at__isnull=False)
        .exclude(state=Anchor.State.LOST)
        .order_by("-revision__number")
        .select_related("revision__statement__organization")
    )
    return calls.prefetch_related(Prefetch("anchors", anchors))
