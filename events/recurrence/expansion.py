"""From a rule to its dates."""

import datetime as dt
from collections.abc import Iterable, Iterator

from dateutil import rrule

from events.recurrence.rule import Frequency, Rule

_FREQUENCIES = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.YEARLY: rrule.YEARLY,
}
_WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)


def expand(
    start_on: dt.date,
    *,
    rule: str = "",
    until_on: dt.date | None = None,
    exdates: Iterable[dt.date] = (),
    rdates: Iterable[dt.date] = (),
) -> list[dt.date]:
    """The dates of a schedule in wall-clock time, sorted, each once.

    `rule` is a stored one (`BoundedRule.rule`); empty means the one date `start_on`. `until_on` is inclusive
    and must be there with a rule. `rdates` are added, `exdates` taken out (also of `rdates`).
    """
    dates = {start_on}
    if rule:
        assert until_on is not None, "a rule always ends"
        dates = set(dates_of(Rule.from_stored(rule), start_on=start_on, until_on=until_on))
    return sorted((dates | set(rdates)) - set(exdates))


def dates_of(rule: Rule, *, start_on: dt.date, until_on: dt.date) -> Iterator[dt.date]:
    """What the rule itself makes, in order, `start_on` first. Naive on purpose: no zone, no hour, no gap."""
    made = rrule.rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=dt.datetime.combine(start_on, dt.time()),
        until=dt.datetime.combine(until_on, dt.time()),
        interval=rule.interval,
        wkst=rrule.MO,
        byweekday=_byweekday(rule),
        bymonthday=rule.month_days or None,
    )
    return (moment.date() for moment in made)


def _byweekday(rule: Rule) -> list[rrule.weekday] | None:
    days = [_WEEKDAYS[day] for day in rule.weekdays] + [_WEEKDAYS[day](n) for n, day in rule.nth_weekdays]
    return days or None
