"""A revision as it is read: its passages marked, and beside each what answers it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from events.actions.offer import takes_offers
from events.models import Anchor, Call, Revision
from events.nearness import Near
from events.reading.call_answers import CallAnswers, answers_of
from events.reading.next_actions import NextAction, next_actions
from events.text.marks import Mark, MarkedBlock, mark_statement

NOTHING = mark_safe("")
FEW = 2  # actions that stand beside a passage by their titles
ROOM = 200  # letters of a paragraph that a button fits beside


@dataclass(slots=True)
class Aside:
    """What stands beside a passage. `next` holds the next actions where there are few, or the nearest to a town;
    `is_loud` where hosting one is the thing to do on this page."""

    call: Call
    anchor: Anchor
    answers: CallAnswers
    next: list[NextAction]
    takes_hosts: bool
    is_loud: bool = False

    @property
    def has_few(self) -> bool:
        return 0 < self.answers.actions <= FEW


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

    @property
    def is_answered(self) -> bool:
        return any(aside.answers.actions for section in self.sections for aside in section.asides)


def read_revision(revision: Revision, *, now: dt.datetime, near: Near | None = None) -> Reading:
    """A fixed number of queries, however many passages there are."""
    anchors = list(revision.anchors.select_related("call__statement").order_by("start", "id"))
    standing = [anchor for anchor in anchors if anchor.start is not None]
    marks = [Mark(one.call.slug, one.start, one.end) for one in standing if one.start is not None and one.end]
    marked = mark_statement(revision.title, revision.body, revision.text, marks)
    asides = {aside.call.slug: aside for aside in _asides(standing, now=now, near=near)}
    sections = _sections(marked.blocks, asides, beside_title=marked.title.slugs)
    _choose_loud(sections)
    return Reading(marked.title.html, sections, [anchor for anchor in anchors if anchor.start is None])


def _asides(anchors: Sequence[Anchor], *, now: dt.datetime, near: Near | None) -> Iterator[Aside]:
    answers = answers_of([anchor.call_id for anchor in anchors], now=now) if anchors else {}
    told = [call for call, found in answers.items() if found.actions and (near or found.actions <= FEW)]
    following = next_actions(told, now=now, near=near) if told else {}
    for anchor in anchors:
        call = anchor.call_id
        yield Aside(anchor.call, anchor, answers[call], following.get(call, []), takes_offers(anchor.call, now=now))


def _sections(blocks: Sequence[MarkedBlock], asides: dict[str, Aside], *, beside_title: Sequence[str]) -> list[Section]:
    sections = [Section(NOTHING, [asides[slug] for slug in beside_title])]
    for block in blocks:
        if block.slugs:
            sections.append(Section(block.html, [asides[slug] for slug in block.slugs]))
        else:
            sections[-1].rest += block.html
    return sections


def _choose_loud(sections: Sequence[Section]) -> None:
    """The first that takes hosts where there is room for a button beside the text."""
    for section in sections:
        has_room = bool(section.html) and (section.rest or len(strip_tags(section.html)) > ROOM)
        if has_room and section.asides and section.asides[0].takes_hosts:
            section.asides[0].is_loud = True
            return
