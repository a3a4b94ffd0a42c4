"""What stands above several actions goes to each: region, day; what the window and the gazetteer say comes after it."""

from collections.abc import Callable
from dataclasses import dataclass

from events.gazetteer import Town
from events.imports.action_list.cells import Source
from events.imports.action_list.draft import Draft
from events.imports.action_list.facts import Facts
from events.imports.action_list.headings import region_of
from events.imports.action_list.meant_days import Window
from events.imports.action_list.when import put_day


@dataclass(slots=True)
class Above:
    """The headings that hold for the lines below them."""

    region: Facts | None = None
    day: Facts | None = None

    def hand_down(self, draft: Draft, window: Window, find_town: Callable[[str, str], Town | None]) -> None:
        if self.region is not None and "town" in draft and (region := region_of(self.region)):
            draft.put_text("region", self.region.line, *region)
            draft.use(self.region.line)
        for day in (draft.day_above, self.day):
            if day is not None:
                _hand_down_day(draft, day)
        if "day" not in draft and not draft.has_unread_day and window and window[0] == window[1]:
            draft.derive("day", window[0], Source.WINDOW)
        if "zone" not in draft and "town" in draft:
            town = find_town(draft.value("town"), draft.value("region") or "")
            if town is not None:
                draft.derive("zone", town.zone, Source.GAZETTEER)


def _hand_down_day(draft: Draft, heading: Facts) -> None:
    """The day above, or that there is none yet."""
    draft.use(heading.line)
    if "day" in draft or draft.has_unread_day:
        return
    draft.has_unread_day = not heading.days
    for span in heading.days[:1]:
        put_day(draft, heading, span)
