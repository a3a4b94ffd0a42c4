"""Anchors of calls, carried from one revision to the next."""

from collections.abc import Iterable

from events.models import Anchor, Call, Revision
from events.text.quotes import TextAnchor, make_anchor
from events.text.reanchoring import SAME, reanchor

FIELDS = ["exact", "prefix", "suffix", "start", "end", "state"]


def carry_anchors(revision: Revision, *, previous: Revision | None) -> None:
    """Gives `revision` an anchor for each call that stands in it already or in `previous`: same, changed or lost.

    A passage that an editor has marked by hand in a draft is looked for first. Rows are updated in place, for
    actions may point to them.
    """
    before = _by_call(previous.anchors.all()) if previous else {}
    own = _by_call(revision.anchors.all())
    anchors = [_carried(revision, own.get(call), before.get(call)) for call in sorted({*before, *own})]
    Anchor.objects.bulk_create([anchor for anchor in anchors if anchor.pk is None])
    Anchor.objects.bulk_update([anchor for anchor in anchors if anchor.pk is not None], FIELDS)


def set_anchor(call: Call, revision: Revision, *, start: int, end: int, previous: Anchor | None = None) -> Anchor:
    """Marks `revision.text[start:end]` as the call's passage. Raises QuoteError."""
    found = make_anchor(revision.text, start, end)
    is_same = previous is None or previous.exact == found.exact
    fields = _fields(found, Anchor.State.SAME if is_same else Anchor.State.CHANGED)
    anchor, _created = Anchor.objects.update_or_create(call=call, revision=revision, defaults=fields)
    return anchor


def _by_call(anchors: Iterable[Anchor]) -> dict[int, Anchor]:
    return {anchor.call_id: anchor for anchor in anchors}


def _carried(revision: Revision, own: Anchor | None, before: Anchor | None) -> Anchor:
    source = own if own is not None and own.state != Anchor.State.LOST else before or own
    assert source is not None
    found = reanchor(_selector(source), revision.text)
    anchor = own or Anchor(call_id=source.call_id, revision=revision)
    if found.anchor is None:
        fields = _fields(_selector(source), Anchor.State.LOST) | {"start": None, "end": None}
    else:
        reference = before or source
        is_same = found.state == SAME and found.anchor.exact == reference.exact
        fields = _fields(found.anchor, Anchor.State.SAME if is_same else Anchor.State.CHANGED)
    for name, value in fields.items():
        setattr(anchor, name, value)
    return anchor


def _selector(anchor: Anchor) -> TextAnchor:
    return TextAnchor(anchor.exact, anchor.prefix, anchor.suffix, anchor.start or 0, anchor.end or 0)


def _fields(found: TextAnchor, state: str) -> dict[str, object]:
    return {
        "exact": found.exact,
        "prefix": found.prefix,
        "suffix": found.suffix,
        "start": found.start,
        "end": found.end,
        "state": state,
    }
