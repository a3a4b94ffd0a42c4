"""What a reminder rule is: so many minutes, hours or days before the start, at an hour of a day before, or after the
end; and for whom. Pure: rows hold it as JSON (events.models.ReminderRules).

A rule never changes: another wording is another rule with another `id`, so that keys of deliveries stay true.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from events.errors import EventsError

MINUTES_BEFORE, HOURS_BEFORE, DAYS_BEFORE = "minutes-before", "hours-before", "days-before"
DAYS_BEFORE_AT, HOURS_AFTER, DAYS_AFTER_AT = "days-before-at", "hours-after", "days-after-at"
AT_AN_HOUR = frozenset({DAYS_BEFORE_AT, DAYS_AFTER_AT})
AFTER = frozenset({HOURS_AFTER, DAYS_AFTER_AT})
# The least and the most of each. What comes after the end is sent well before the answers are erased.
LIMITS = {
    DAYS_BEFORE_AT: (0, 30),
    DAYS_BEFORE: (1, 30),
    HOURS_BEFORE: (1, 72),
    MINUTES_BEFORE: (10, 300),
    HOURS_AFTER: (1, 72),
    DAYS_AFTER_AT: (1, 7),
}

GOING, MAYBE, HOSTS, HELPERS = "going", "maybe", "hosts", "helpers"
PARTICIPANTS = (GOING, MAYBE)
ORGANISING = (HOSTS, HELPERS)
AUDIENCES = (*PARTICIPANTS, *ORGANISING)

MOST_RULES = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """`since`: only moments after it are owed; None has stood for ever."""

    id: str
    when: str
    number: int
    whom: tuple[str, ...] = PARTICIPANTS
    at: dt.time | None = None
    since: dt.datetime | None = None

    @property
    def is_after(self) -> bool:
        return self.when in AFTER

    def checked(self) -> Self:
        """Raises EventsError naming when, number, at or whom."""
        if self.when not in LIMITS:
            raise EventsError(_("Choose one of these."), field="when")
        least, most = LIMITS[self.when]
        if not least <= self.number <= most:
            words = {"min": least, "max": most}
            raise EventsError(_("Here a whole number from %(min)s to %(max)s.") % words, field="number")
        if self.when in AT_AN_HOUR and self.at is None:
            raise EventsError(_("At which hour? Write it as 18:00."), field="at")
        if self.when not in AT_AN_HOUR and self.at is not None:
            raise EventsError(_("An hour belongs only to “days before, at” and “days after, at”."), field="at")
        if not self.whom or set(self.whom) - set(AUDIENCES):
            raise EventsError(_("For whom? Choose at least one."), field="whom")
        return self

    def says_the_same_as(self, other: "Rule") -> bool:
        return (self.when, self.number, self.at) == (other.when, other.number, other.at)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "when": self.when,
            "number": self.number,
            "at": self.at and self.at.isoformat(timespec="minutes"),
            "whom": list(self.whom),
            "since": self.since and self.since.isoformat(),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            id=row["id"],
            when=row["when"],
            number=row["number"],
            whom=tuple(row["whom"]),
            at=dt.time.fromisoformat(row["at"]) if row["at"] else None,
            since=dt.datetime.fromisoformat(row["since"]) if row["since"] else None,
        )


# What everybody is sent where nobody has set anything, and what somebody who comes may choose instead.
DAY_BEFORE = Rule("day-before", DAYS_BEFORE, 1)
TWO_HOURS = Rule("two-hours", HOURS_BEFORE, 2)
DEFAULT_RULES = (DAY_BEFORE, TWO_HOURS)

# RSVP.reminders: empty is "as the hosts have set".
AS_SET, NONE = "", "none"
OWN_CHOICES: dict[str, tuple[Rule, ...]] = {
    NONE: (),
    "day-before": (DAY_BEFORE,),
    "two-hours": (TWO_HOURS,),
    "day-before,two-hours": (DAY_BEFORE, TWO_HOURS),
}


def rules_for(rules: Iterable[Rule], *, answer: str, own: str = AS_SET) -> tuple[Rule, ...]:
    """Which of an event's rules concern somebody who answered so and chose so."""
    if own != AS_SET:
        return OWN_CHOICES.get(own, ())
    return tuple(rule for rule in rules if answer in rule.whom)


def from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    return tuple(Rule.from_json(row) for row in rows)


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """From the earliest to the last, as a table shows them."""
    return sorted(rules, key=lambda rule: (rule.is_after, _roughly(rule), rule.id))


def _roughly(rule: Rule) -> float:
    """Hours from the start (or the end); at an hour of a day counts as that day's."""
    sign = 1 if rule.is_after else -1
    if rule.when == MINUTES_BEFORE:
        return -rule.number / 60
    if rule.when in (HOURS_BEFORE, HOURS_AFTER):
        return sign * rule.number
    at = rule.at or dt.time(12)
    return sign * rule.number * 24 + (at.hour + at.minute / 60 - 12 if rule.at else 0)
