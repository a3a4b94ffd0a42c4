"""How it repeats, as a form shows it. What its fields cannot show stays, until somebody chooses another way."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events.recurrence import Frequency, Rule, RuleError, chosen_rule, describe_rule
from events.timing import Timing
from events.when_words import say_dates
from events.wording import language_of_page


def initial_repeats(rule: str) -> dict[str, Any]:
    """The fields that come nearest to a stored rule."""
    if not rule:
        return {}
    read = Rule.from_stored(rule)
    return {
        "repeats": _repeats_of(read),
        "interval": read.interval if read.interval > 1 else None,
        "weekdays": list(read.weekdays),
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a stored timing the fields do not show: its rule (empty where they show it) and the dates beside it."""

    rule: str
    start_on: dt.date
    rdates: tuple[dt.date, ...]

    @classmethod
    def of(cls, stands: Timing) -> "Kept":
        shown = _rule_of(stands.start_on, initial_repeats(stands.rule))
        return cls("" if shown == stands.rule else stands.rule, stands.start_on, stands.rdates)

    def __bool__(self) -> bool:
        return bool(self.rule or self.rdates)

    @property
    def rule_words(self) -> str:
        """In the middle of a sentence, without its end: that is shown."""
        language = language_of_page()
        return describe_rule(self.rule, start_on=self.start_on, until_on=None, language=language) if self.rule else ""

    @property
    def dates_words(self) -> str:
        return say_dates(self.rdates, language_of_page())


def repeats_alike(stands: Timing, *, repeats: str, interval: int | None, weekdays: Sequence[int]) -> bool:
    """Whether what is chosen is what the form showed, whatever else was changed."""
    chosen = {"repeats": repeats, "interval": interval, "weekdays": weekdays}
    return _rule_of(stands.start_on, chosen) == _rule_of(stands.start_on, initial_repeats(stands.rule))


def _rule_of(start_on: dt.date, fields: dict[str, Any]) -> str | None:
    """None for what makes no rule that begins on this day."""
    interval, weekdays = fields.get("interval") or 1, fields.get("weekdays") or ()
    try:
        return chosen_rule(start_on, repeats=fields.get("repeats") or "", interval=interval, weekdays=weekdays)
    except RuleError:
        return None


def _repeats_of(rule: Rule) -> str:
    if rule.frequency == Frequency.MONTHLY:
        if not rule.nth_weekdays:
            return "monthly-day"
        return "monthly-last" if rule.nth_weekdays[0][0] == -1 else "monthly-weekday"
    return rule.frequency.value.lower()
