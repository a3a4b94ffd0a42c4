"""A statement with its passages marked: `<mark>` around each, split where they overlap, never nested."""

import itertools
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from events.text.rendering import Block, Layout, Piece, as_block, block_bounds, lay_out


class Mark(NamedTuple):
    """A passage to be marked: `start` ≤ offset < `end`."""

    slug: str
    start: int
    end: int


class MarkedBlock(NamedTuple):
    html: SafeString
    start: int
    end: int
    slugs: tuple[str, ...]  # of the passages that begin here, in the order of the text


class MarkedStatement(NamedTuple):
    title: MarkedBlock
    blocks: tuple[MarkedBlock, ...]


def mark_statement(title: str, body: str, text: str, marks: Iterable[Mark] = ()) -> MarkedStatement:
    """Title and body with `<mark>` around each passage; the first piece of each has the id `call-<slug>`.

    Marks that overlap are split, never nested. `text` is the stored text of the revision: should a newer renderer
    make another one of the same body, the stored text is shown as plain paragraphs, for offsets belong to it.
    """
    layout = lay_out(title, body)
    if layout.text != text:
        layout = _plain_layout(text)
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end, mark.slug))
    anchored: set[str] = set()
    heading = _mark_block(layout.title, ordered, anchored)
    return MarkedStatement(heading, tuple(_mark_block(block, ordered, anchored) for block in layout.blocks))


def _plain_layout(text: str) -> Layout:
    title, *rest = block_bounds(text)
    blocks = tuple(
        as_block((Piece(markup="<p>"), Piece(text=text[start:end], start=start), Piece(markup="</p>")))
        for start, end in rest
    )
    return Layout(text, as_block((Piece(text=text[slice(*title)]),)), blocks)


def _mark_block(block: Block, marks: Sequence[Mark], anchored: set[str]) -> MarkedBlock:
    here = [mark for mark in marks if mark.start < block.end and mark.end > block.start]
    new = tuple(mark.slug for mark in here if mark.slug not in anchored)
    html = "".join(piece.markup or _mark_piece(piece, here, anchored) for piece in block.pieces)
    return MarkedBlock(mark_safe(html), block.start, block.end, new)  # tags are nh3's, text escaped


def _mark_piece(piece: Piece, marks: Sequence[Mark], anchored: set[str]) -> str:
    cuts = {piece.start, piece.end}
    cuts.update(edge for mark in marks for edge in (mark.start, mark.end) if piece.start < edge < piece.end)
    ordered = sorted(cuts)
    return "".join(
        _mark_run(piece.text[start - piece.start : end - piece.start], _covering(marks, start, end), anchored)
        for start, end in itertools.pairwise(ordered)
    )


def _covering(marks: Sequence[Mark], start: int, end: int) -> list[str]:
    return [mark.slug for mark in marks if mark.start <= start and end <= mark.end]


def _mark_run(text: str, slugs: Sequence[str], anchored: set[str]) -> str:
    """`text` within one `<mark>`. An element has one id: further passages that begin here get an empty target."""
    if not slugs:
        return escape(text, quote=False)
    first, *others = [slug for slug in slugs if slug not in anchored] or [""]
    anchored.update(slugs)
    targets = format_html_join("", '<span id="call-{}"></span>', ((slug,) for slug in others))
    identity = format_html(' id="call-{}"', first) if first else ""
    shared = mark_safe(' class="shared"') if len(slugs) > 1 else ""
    return format_html("{}<mark{}{}>{}</mark>", targets, identity, shared, text)
