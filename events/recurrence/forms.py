"""The rule that a form offers: one choice and a few numbers."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.recurrence.bounds import BoundedRule, bound
from events.recurrence.rule import Frequency, Rule, RuleError, normal

REPEATS = [
    ("", gettext_lazy("It does not repeat")),
    ("daily", gettext_lazy("Every day")),
    ("weekly", gettext_lazy("Every week")),
    ("monthly-day", gettext_lazy("Every month on the same day of the month")),
    ("monthly-weekday", gettext_lazy("Every month on the same weekday, such as the second Tuesday")),
    ("monthly-last", gettext_lazy("Every month on its last such weekday")),
    ("yearly", gettext_lazy("Every year")),
]


def build_rule(
    start_on: dt.date,
    *,
    repeats: str,
    interval: int = 1,
    weekdays: Sequence[int] = (),
    until_on: dt.date | None = None,
    count: int | None = None,
) -> BoundedRule | None:
    """The bounded rule of a form's values, None for "does not repeat". `weekdays`: Monday = 0, for "weekly".

    Raises RuleError with the form field it concerns: repeats, weekdays, start_on, until_on, count.
    """
    if not repeats:
        return None
    if until_on is not None and count is not None:
        raise RuleError(_("Either a last date or a number of dates, not both."), field="count")
    if any(day not in range(7) for day in weekdays):
        raise RuleError(_("That is not a day of the week."), field="weekdays")
    rule = _rule(start_on, repeats, interval, tuple(weekdays))
    return bound(rule, start_on=start_on, until_on=until_on, count=count)


def chosen_rule(start_on: dt.date, *, repeats: str, interval: int = 1, weekdays: Sequence[int] = ()) -> str:
    """The stored rule of a form's values, without its end; empty for "does not repeat". Raises RuleError."""
    return str(normal(_rule(start_on, repeats, interval, tuple(weekdays)), start_on=start_on)) if repeats else ""


def _rule(start_on: dt.date, repeats: str, interval: int, weekdays: tuple[int, ...]) -> Rule:
    nth, day = (start_on.day - 1) // 7 + 1, start_on.weekday()
    match repeats:
        case "daily":
            return Rule(Frequency.DAILY, interval)
        case "weekly":
            return Rule(Frequency.WEEKLY, interval, weekdays=weekdays)
        case "monthly-day":
            return Rule(Frequency.MONTHLY, interval, month_days=(start_on.day,))
        case "monthly-weekday":
            return Rule(Frequency.MONTHLY, interval, nth_weekdays=((nth, day),))
        case "monthly-last":
            return Rule(Frequency.MONTHLY, interval, nth_weekdays=((-1, day),))
        case "yearly":
            return Rule(Frequency.YEARLY, interval)
    raise RuleError(_("“%(value)s” is not a way to repeat.") % {"value": repeats[:40]}, field="repeats")
