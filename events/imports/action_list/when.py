"""Hours, days and what is to come, from a line's facts into an action's cells."""

from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.hours import HourSpan

TIMED, TO_COME = "timed", "tba"


def put_hours(draft: Draft, facts: Facts) -> None:
    """The first hour of the line; a further one, and one that could be morning or evening, stay as words."""
    is_put = False
    for span in facts.hours:
        if span.hours and not is_put and _put_hour(draft, facts, span):
            is_put = True
        elif not span.hours or not is_put:
            draft.note(facts.line, span.start, span.end)


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
        if span.day is None or not draft.put("day", span.day, facts.line, span.start, span.end):
            if span.day is None or span.day != draft.value("day"):
                draft.note(facts.line, span.start, span.end)
            continue
        if span.last_day:
            draft.put("last_day", span.last_day, facts.line, span.start, span.end)
        if span.has_more:
            draft.note(facts.line, span.start, span.end)


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
