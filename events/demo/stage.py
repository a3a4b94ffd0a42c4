"""What every cause of the demo needs: the day it is, the groups, and a short way to post an action."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.models import Organization
from events.actions.details import Details
from events.actions.event import post_event
from events.actions.place import find_or_add_place
from events.actions.whereabouts import Where
from events.models import Call, Campaign, Event
from events.timing import Timing

TEXTS = Path(__file__).parent / "texts"
SATURDAY = 5


def read_text(name: str) -> str:
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8")


@dataclass
class Stage:
    """`now` is an aware instant; every day of the demo is counted from its date."""

    now: dt.datetime
    groups: dict[str, Organization] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def day_of_action(self) -> dt.date:
        """The first Saturday that is at least twelve days away."""
        day = self.today + dt.timedelta(days=12)
        return day + dt.timedelta(days=(SATURDAY - day.weekday()) % 7)

    def on(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)

    def weekday(self, weekday: int, *, after: int) -> dt.date:
        """The first such weekday (Monday = 0) at least `after` days away."""
        day = self.on(after)
        return day + dt.timedelta(days=(weekday - day.weekday()) % 7)

    def first_in_month(self, weekday: int, *, after: int) -> dt.date:
        """The first such weekday that is the first of its month."""
        day = self.weekday(weekday, after=after)
        while day.day > 7:
            day += dt.timedelta(days=7)
        return day

    def ago(self, **delta: int) -> dt.datetime:
        return self.now - dt.timedelta(**delta)

    def post(
        self,
        group: str,
        *,
        on: dt.date,
        at: dt.time | None = None,
        lasts: dt.timedelta | None = None,
        hours: str | None = None,
        place: str = "",
        rule: str = "",
        until: dt.date | None = None,
        calls: tuple[Call, ...] = (),
        campaign: Campaign | None = None,
        where: dict[str, Any] | None = None,
        **details: Any,
    ) -> Event:
        """A published example. No `at` is an hour to come, no `place` a place to come (unless it is online)."""
        organization = self.groups[group]
        whereabouts = dict(where or {})
        if place:
            whereabouts["place"] = find_or_add_place(organization, text=place)
        elif whereabouts.get("attendance") != "online":
            whereabouts["place_is_pending"] = True
        return post_event(
            organization,
            details=Details(
                **{"language": organization.language, "calls": calls, "campaign": campaign, **details},
            ),
            timing=Timing(
                start_on=on,
                start_time=at,
                hours=hours or ("timed" if at else "tba"),
                zone=organization.zone,
                duration=lasts,
                rule=rule,
                until_on=until,
            ),
            where=Where(**whereabouts),
            by=None,
            now=self.now,
            is_example=True,
        )
