"""Every rule ends: at most two years after the start, at most 400 dates."""

import datetime as dt
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from events.recurrence.expansion import dates_of
from events.recurrence.rule import Rule, RuleError, normal

MAX_YEARS = 2
DEFAULT_YEARS = 1
MAX_DATES = 400


@dataclass(frozen=True, slots=True)
class BoundedRule:
    """`rule` is what a schedule stores (no UNTIL in it); `until_on` is the last date that it makes."""

    rule: str
    until_on: dt.date


def bound(rule: Rule, *, start_on: dt.date, until_on: dt.date | None = None, count: int | None = None) -> BoundedRule:
    """The rule with its last date. Neither `until_on` nor `count`: one year. COUNT becomes a last date.

    Raises RuleError naming UNTIL or COUNT: before the start, over two years after it, over 400 dates.
    """
    rule = normal(rule, start_on=start_on)
    if count is not None:
        return BoundedRule(str(rule), _last_of_count(rule, start_on, count))
    end_on = until_on or years_after(start_on, DEFAULT_YEARS)
    if end_on < start_on:
        raise RuleError(_("UNTIL: it ends before its first date."), field="until_on")
    if end_on > years_after(start_on, MAX_YEARS):
        raise RuleError(_("UNTIL: at most two years after the first date."), field="until_on")
    dates = list(islice(dates_of(rule, start_on=start_on, until_on=end_on), MAX_DATES + 1))
    if len(dates) > MAX_DATES:
        raise RuleError(_("UNTIL: that is more than %(max)s dates.") % {"max": MAX_DATES}, field="until_on")
    return BoundedRule(str(rule), dates[-1])


def _last_of_count(rule: Rule, start_on: dt.date, count: int) -> dt.date:
    if not 1 <= count <= MAX_DATES:
        raise RuleError(_("COUNT: a whole number from 1 to %(max)s.") % {"max": MAX_DATES}, field="count")
    limit = years_after(start_on, MAX_YEARS)
    dates = list(islice(dates_of(rule, start_on=start_on, until_on=limit), count))
    if len(dates) < count:
        raise RuleError(_("COUNT: the last date would be more than two years after the first."), field="count")
    return dates[-1]


def years_after(date: dt.date, years: int) -> dt.date:
    """The same day `years` later; 29 February becomes 28 where there is none."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return date.replace(year=date.year + years, day=28)
