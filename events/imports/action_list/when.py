"""Hours, days and what is to come, from a line's facts into an action's cells."""

import re

from events.imports.action_list.days import DaySpan
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts, Stretch
from events.imports.action_list.hours import HourSpan
from events.imports.action_list.words import either, words

TIMED, TO_COME = "timed", "tba"


def put_hours(draft: Draft, facts: Facts) -> None:
    """The first hour of the line; one that could be morning or evening stays as words."""
    for index, span in enumerate(facts.hours):
        if span.hours == "until" and span.ends:
            draft.put("ends", span.ends, facts.line, span.start, span.end)
        elif not span.hours:
            draft.note(facts.line, span.start, span.end)
        elif _put_hour(draft, facts, span):
            _put_last(draft, facts, facts.hours[index + 1 :])
            return


def _put_last(draft: Draft, facts: Facts, later: list[HourSpan]) -> None:
    """ "from noon Friday to noon Saturday"."""
    second = next((span for span in later if span.hour and leads_on(facts, span.start)), None)
    if second is None or len(facts.days) < 2:
        return
    first, last = facts.days[:2]
    if first.day and last.day and last.day > first.day:
        draft.put("ends", second.hour, facts.line, second.start, second.end)
        draft.put("day", first.day, facts.line, first.start, first.end, source=first.source)
        draft.put("last_day", last.day, facts.line, last.start, last.end, source=last.source)


def leads_on(facts: Facts, at: int) -> bool:
    """Whether "to" stands before: "noon Friday to noon Saturday"."""
    return _TO.search(facts.line.text[max(at - 20, 0) : at]) is not None


def further_hours(facts: Facts) -> list[Stretch]:
    """Clauses with an hour that is not the first: "gather 5pm, step off 5:30pm"; not the halves of a joined title."""
    timed = [span for span in facts.hours if span.hours in ("timed", "until")]
    found = []
    for span in timed[1:]:
        before = facts.line.text[timed[0].end : span.start]
        if leads_on(facts, span.start) or before.rstrip().endswith(("/", "&", "+")):
            continue
        cuts = [match.end() for match in _CLAUSE.finditer(facts.line.text, timed[0].end, span.start)]
        ending = _CLAUSE.search(facts.line.text, span.end, facts.end)
        found.append(((cuts[-1] if cuts else span.start), ending.start() if ending else facts.end))
    return found


_TO = re.compile(rf"(?:-|—|\s(?:{either(words('days', 'through'))}))\s*$")
_CLAUSE = re.compile(r"[,;|•¦—()]|\s-\s|[.!?]\s")


def _put_hour(draft: Draft, facts: Facts, span: HourSpan) -> bool:
    line = facts.line
    if not draft.put("hours", span.hours, line, span.start, span.end):
        return False
    if span.hour:
        draft.put("hour", span.hour, line, span.start, span.end)
    if span.ends:
        draft.put("ends", span.ends, line, span.start, span.end)
    if span.zone and span.zone.zone:
        draft.put("zone", span.zone.zone, line, span.zone.start, span.zone.end)
    return True


def put_days(draft: Draft, facts: Facts) -> None:
    for span in facts.days:
        draft.has_unread_day |= span.day is None
        if span.day and span.day == draft.value("last_day"):
            continue
        if not put_day(draft, facts, span):
            if span.day is None or span.day != draft.value("day"):
                draft.note(facts.line, span.start, span.end)
            continue
        if span.has_more:
            draft.note(facts.line, span.start, span.end)


def put_day(draft: Draft, facts: Facts, span: DaySpan) -> bool:
    """Whether a day was put, with the last one of several."""
    at = (facts.line, span.start, span.end)
    if span.day is None or not draft.put("day", span.day, *at, source=span.source):
        return False
    if span.last_day:
        draft.put("last_day", span.last_day, *at, source=span.source)
    return True


def put_pending(draft: Draft, facts: Facts) -> None:
    """ "TBA" alone is the hour where none is said, else the place."""
    for span in facts.pending:
        line = facts.line
        topics = span.topics or ({"hour"} if "hours" not in draft else {"place"})
        if "hour" in topics and "hours" not in draft:
            draft.put("hours", TO_COME, line, span.start, span.end)
        if "place" in topics and "place" not in draft:
            draft.put("place_is_pending", True, line, span.start, span.end)
        if topics <= {"all", "day"}:
            draft.note(line, span.start, span.end)
