"""The few rules we keep: those that every calendar engine expands alike (RFC 5545 section 3.3.10)."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from django.utils.translation import gettext as _

from events.errors import EventsError

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_INTERVAL = 99
YEARS = range(1970, 2200)


class RuleError(EventsError):
    """A rule that we do not keep. The text names the part; `field` is the form field."""

    def __init__(self, message: str, *, field: str | None = "rule") -> None:
        super().__init__(message, field=field)


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule without its end. Weekdays count from Monday = 0; `month_days` 1 to 31 or -1 for the last;
    `nth_weekdays` are (n, weekday) with n from 1 to 5 or -1 for the last."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    nth_weekdays: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        """The stored form, and the RRULE of calendars but for UNTIL: one text for the same rule."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(WEEKDAYS[day] for day in self.weekdays))
        if self.nth_weekdays:
            parts.append("BYDAY=" + ",".join(f"{n}{WEEKDAYS[day]}" for n, day in self.nth_weekdays))
        if self.month_days:
            parts.append("BYMONTHDAY=" + ",".join(str(day) for day in self.month_days))
        return ";".join(parts)

    @classmethod
    def from_stored(cls, text: str) -> Self:
        """The rule that `str(rule)` wrote. Foreign text goes through `parse_rrule`."""
        parts = dict(part.split("=") for part in text.split(";"))
        days = [_DAY.fullmatch(day).groups() for day in parts.get("BYDAY", "").split(",") if day]  # type: ignore[union-attr]
        return cls(
            Frequency(parts["FREQ"]),
            int(parts.get("INTERVAL", "1")),
            tuple(WEEKDAYS.index(day) for n, day in days if not n),
            tuple(int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day),
            tuple((int(n), WEEKDAYS.index(day)) for n, day in days if n),
        )

    def makes(self, date: dt.date) -> bool:
        """Whether a series that starts on `date` has it as its first date (INTERVAL plays no part)."""
        if self.weekdays:
            return date.weekday() in self.weekdays
        if self.month_days:
            return bool({date.day, _from_the_end(date)} & set(self.month_days))
        if self.nth_weekdays:
            return any(day == date.weekday() and n in _nth_of_month(date) for n, day in self.nth_weekdays)
        return True


_DAY = re.compile(r"([+-]?\d)?([A-Z]{2})")


def _from_the_end(date: dt.date) -> int:
    """-1 on the last day of its month, otherwise 0, which no rule has."""
    return -1 if (date + dt.timedelta(days=1)).month != date.month else 0


def _nth_of_month(date: dt.date) -> set[int]:
    is_last = (date + dt.timedelta(days=7)).month != date.month
    return {(date.day - 1) // 7 + 1, -1 if is_last else 0}


def normal(rule: Rule, *, start_on: dt.date) -> Rule:
    """The rule with each list sorted and once, and with the day of `start_on` where it names none.

    Raises RuleError: interval or year out of bounds, or a first date that the rule does not make (engines differ).
    """
    if start_on.year not in YEARS:
        raise RuleError(_("The first date is too far away."), field="start_on")
    if not 1 <= rule.interval <= MAX_INTERVAL:
        raise RuleError(_("INTERVAL: a whole number from 1 to %(max)s.") % {"max": MAX_INTERVAL})
    weekdays, month_days = tuple(sorted(set(rule.weekdays))), tuple(sorted(set(rule.month_days)))
    nth = tuple(sorted(set(rule.nth_weekdays)))
    if rule.frequency == Frequency.WEEKLY and not weekdays:
        weekdays = (start_on.weekday(),)
    if rule.frequency == Frequency.MONTHLY and not month_days and not nth:
        month_days = (start_on.day,)
    result = Rule(rule.frequency, rule.interval, weekdays, month_days, nth)
    if not result.makes(start_on):
        raise RuleError(_("The first date is not one of the days on which it repeats."), field="start_on")
    return result
