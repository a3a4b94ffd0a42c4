"""A revision as it is read: its passages marked, and beside each what answers it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from events.models import Anchor, Call, Revision
from events.reading.call_answers import CallAnswers, answers_of
from events.text.marks import Mark, MarkedBlock, mark_statement

NOTHING = mark_safe("")


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside a passage."""

    call: Call
    anchor: Anchor
    answers: CallAnswers


@dataclass(slots=True)
class Section:
    """A block with passages, what answers them, and the blocks up to the next passage: beside all of these there is
    room for the answers, but they are read right after their own block."""

    html: SafeString
    asides: list[Aside] = field(default_factory=list)
    rest: SafeString = NOTHING

    @property
    def is_crowded(self) -> bool:
        return len(self.asides) > 1


@dataclass(frozen=True, slots=True)
class Reading:
    title: SafeString
    sections: list[Section]
    lost: list[Anchor]  # of calls whose passage is no longer in this text


def read_revision(revision: Revision, *, now: dt.datetime) -> Reading:
    """A fixed number of queries, however many passages there are."""
    anchors = list(revision.anchors.select_related("call").order_by("start", "id"))
    standing = [anchor for anchor in anchors if anchor.start is not None]
    marks = [Mark(one.call.slug, one.start, one.end) for one in standing if one.start is not None and one.end]
    marked = mark_statement(revision.title, revision.body, revision.text, marks)
    answers = answers_of([anchor.call_id for anchor in standing], now=now) if standing else {}
    asides = {anchor.call.slug: Aside(anchor.call, anchor, answers[anchor.call_id]) for anchor in standing}
    sections = _sections(marked.blocks, asides, beside_title=marked.title.slugs)
    return Reading(marked.title.html, sections, [anchor for anchor in anchors if anchor.start is None])


def _sections(blocks: Sequence[MarkedBlock], asides: dict[str, Aside], *, beside_title: Sequence[str]) -> list[Section]:
    sections = [Section(NOTHING, [asides[slug] for slug in beside_title])]
    for block in blocks:
        if block.slugs:
            sections.append(Section(block.html, [asides[slug] for slug in block.slugs]))
        else:
            sections[-1].rest += block.html
    return sections
