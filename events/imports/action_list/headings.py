"""Lines above several others: days, towns, regions, what is online."""

import re

from events.gazetteer.regions import is_known_region, means_the_same
from events.imports.action_list.facts import Facts
from events.imports.action_list.hosts import is_sure_group
from events.imports.action_list.layout import Layout
from events.imports.action_list.meant_days import Window
from events.imports.action_list.pieces import cut, trim
from events.imports.action_list.sections import is_prose, is_title_of_list, says_heading
from events.imports.action_list.towns import Opening, has_venue
from events.imports.action_list.words import phrases

_UNDATED = phrases("days", "undated")
_MOST_WORDS_BESIDE = 4
_ENDS_OF_TOWN = (":", "—", "-", "–")


def is_day_heading(layout: Layout, index: int) -> bool:
    """A first line, or one below the title of a list, that is a day, with a few words beside it at most."""
    facts = layout.facts(index)
    is_first = layout.is_first(index) or is_title_of_list(layout.facts(index - 1))
    if not is_first or not facts.days or facts.days[0].day is None or facts.hours or facts.kinds:
        return False
    start, end = facts.days[0].start, facts.days[0].end
    before, after = facts.line.text[facts.start : start], facts.line.text[end : facts.end]
    return not any(c.isalnum() for c in before) and len(after.split()) <= _MOST_WORDS_BESIDE and not facts.labels


def is_undated_heading(layout: Layout, index: int) -> bool:
    return layout.is_solitary(index) and _UNDATED.longest_at(layout.facts(index).words, 0) is not None


def is_region_heading(layout: Layout, index: int) -> bool:
    """A bare name above lines or blocks that name their towns themselves."""
    opening = layout.opening(index)
    follows = layout.follows(index)
    if opening is None or follows is None or opening.rest < layout.facts(index).end or opening.is_online:
        return _is_marked_group(layout, index)
    if not layout.is_first(index):
        return False
    after = layout.opening(follows)
    if after is None or after.town is None or (layout.facts(follows).kinds and after.rest >= layout.facts(follows).end):
        return False
    if after.rest < layout.facts(follows).end:
        return is_town_line(layout, follows, in_stanza=False)
    below = layout.follows_in_block(follows)
    is_town_below = below is not None and any(layout.speaks(at) for at in layout.rest_of_block(below))
    return is_town_below and (layout.is_solitary(index) or is_known_region(_text(layout, index)))


def _is_marked_group(layout: Layout, index: int) -> bool:
    """ "— UK & IRELAND —": no town, but a heading over lines that name theirs."""
    line, follows = layout.lines[index], layout.follows(index)
    if (
        not layout.is_solitary(index)
        or follows is None
        or line.raw.strip()[:1] not in ("—", "–", "-", "=", "#", "▼", "*")
    ):
        return False
    if layout.facts(index).attendance or layout.speaks(index):
        return False
    after = layout.opening(follows)
    return after is not None and after.town is not None


def region_of(facts: Facts) -> tuple[int, int] | None:
    """The stretch of a heading that is one region: a known one, or a name of several words that is not a list."""
    start, end = trim(facts.line.text, facts.start, facts.end)
    while start < end and not facts.line.text[start].isalpha():
        start += 1
    text = facts.line.text[start:end]
    parts = [part.strip() for part in text.replace("&", "/").split("/")]
    if len(parts) > 1:
        return (start, end) if means_the_same(parts) else None
    return (start, end) if is_known_region(text) or len(text.split()) > 1 else None


def read_town_heading(layout: Layout, index: int) -> Opening | None:
    """A line that is nothing but a town (or "Online"), and what follows is about an action there."""
    facts, opening = layout.facts(index), layout.opening(index)
    if opening is None or opening.rest < facts.end:
        return None
    if layout.is_solitary(index):
        follows = layout.follows(index)
        is_followed = follows is not None and any(_details(layout, at) for at in layout.rest_of_block(follows))
        return opening if is_followed else None
    follows = layout.follows_in_block(index)
    if follows is None:
        return None
    if layout.is_first(index):
        return opening if _is_about_action(layout, follows) else None
    return opening if layout.begins_details(follows) and not has_venue(opening, facts.line) else None


def _details(layout: Layout, index: int) -> bool:
    facts = layout.facts(index)
    return layout.begins_details(index) or bool(facts.says_when or facts.kinds or facts.pending or facts.addresses)


def _is_about_action(layout: Layout, follows: int) -> bool:
    """Whether the lines below are an action's, and not the date under the call's title, or prose."""
    below = list(layout.rest_of_block(follows))
    if all(is_dated_heading(layout.facts(at)) for at in below):
        return False
    is_title = follows == 1 and below[-1] + 1 < len(layout)
    if is_title and all(is_bare_day(layout.facts(at)) for at in below):
        return False
    facts = layout.facts(follows)
    if is_prose(facts) and not (facts.kinds or facts.access or facts.links or facts.attendance):
        return any(layout.speaks(at) and not is_prose(layout.facts(at)) for at in below) or facts.says_when
    return True


def is_group_heading(layout: Layout, index: int) -> bool:
    """A group in front of an hour, where a town would stand: "Birkdale Solidarity Group: 5pm, Library"."""
    facts = layout.facts(index)
    first = next(cut(facts, [*facts.taken, *facts.addresses], {}), None)
    if first is None or first.start > facts.start or not is_sure_group(first.line, first.start, first.end):
        return False
    return any(layout.facts(at).says_when for at in layout.rest_of_block(index, most=3))


def is_online_action(layout: Layout, index: int) -> bool:
    """What is online, when, and what, in one line."""
    facts = layout.facts(index)
    return bool(facts.says_when and facts.kinds and facts.attendance) and not is_prose(facts)


def is_online_block(layout: Layout, index: int) -> bool:
    """A title of any length, the day in a line of its own, "Online"."""
    when, where = index + 1, index + 2
    if where not in layout.rest_of_block(index):
        return False
    facts = layout.facts(when)
    begins_with_day = any(day.start <= facts.start + 3 for day in facts.days)
    return begins_with_day and not layout.facts(index).days and is_online_alone(layout.facts(where))


def is_online_alone(facts: Facts) -> bool:
    """ "Online", and no more."""
    name, start, end = next(iter(facts.attendance), ("", 0, 0))
    return name == "online" and (start, end) == (facts.start, facts.end)


def is_title_of_window(facts: Facts, window: Window) -> bool:
    """ "Week of rivers: March 8 – 13", where the call is for these days: its title, if it stands before all actions."""
    if window is None or window[0] == window[1] or len(facts.days) != 1 or is_bare_day(facts):
        return False
    says_more = facts.hours or facts.kinds or facts.labels or facts.pending or facts.addresses or facts.links
    return (facts.days[0].day, facts.days[0].last_day) == window[:2] and not says_more


def is_dated_heading(facts: Facts) -> bool:
    """ "Day of action, Saturday 13 March": words of headings beside a day, as under a call's title."""
    if not facts.days or is_bare_day(facts):
        return False
    text = facts.line.text
    for span in facts.days:
        text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    return says_heading(text[facts.start : facts.end])


def is_bare_day(facts: Facts) -> bool:
    taken = sum(span.end - span.start for span in facts.days)
    return bool(facts.days) and facts.end - facts.start - taken < 4


def sign_after_town(layout: Layout, index: int) -> str:
    """What sets the town off in a line: ":", "—", a tab."""
    facts, opening = layout.facts(index), layout.opening(index)
    if opening is None or opening.rest >= facts.end:
        return ""
    found = re.search(r"[:—|•\t¦]|\s-\s", facts.line.text[max(opening.rest - 4, 0) : opening.rest])
    return found[0].strip() or found[0] if found else ""


def is_town_line(layout: Layout, index: int, *, in_stanza: bool) -> bool:
    """A town with what follows it in the same line. In a town's stanza only a town that is set off, with its hour."""
    facts, line, opening = layout.facts(index), layout.lines[index], layout.opening(index)
    if opening is None or opening.rest >= facts.end or _begins_with_label(facts):
        return False
    rest = facts.within(opening.rest, facts.end)
    says = rest.hours or rest.kinds or rest.days or rest.pending or rest.links or facts.says_when
    before = line.text[: opening.rest].rstrip()
    is_set_off = before.endswith(_ENDS_OF_TOWN) or before[-1:] in "|•\t¦;" or "\t" in line.text[: opening.rest][-3:]
    if has_venue(opening, line) and line.text[facts.start] == "⌖":
        return False
    if opening.is_led:
        return bool(rest.says_when or rest.kinds or facts.says_when)
    if has_venue(opening, line) and not opening.region:
        return bool(is_set_off and rest.says_when and len(line.exact(opening.rest, facts.end).split()) > 1)
    if not says:
        return False
    if in_stanza:
        return bool(is_set_off and rest.says_when and rest.kinds)
    return not is_prose(facts) or (is_set_off and bool(says)) or facts.says_when


def _begins_with_label(facts: Facts) -> bool:
    """A pin before a town is no label."""
    return bool(facts.labels) and facts.labels[0].start == facts.start and facts.line.text[facts.start] != "⌖"


def _text(layout: Layout, index: int) -> str:
    facts = layout.facts(index)
    return facts.line.exact(*trim(facts.line.text, facts.start, facts.end))
