"""From a rule to its dates."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice

from dateutil import rrule
from django.utils.translation import gettext as _

from events.recurrence.rule import Frequency, Rule, RuleError

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


def dates_from(rule: Rule, *, start_on: dt.date, from_on: dt.date, until_on: dt.date) -> Iterator[dt.date]:
    """What `dates_of` makes from `from_on` on, without going through what lies long before; days and weeks are counted,
    ten times as fast."""
    anchor, begin = _anchor(rule, start_on, from_on), max(start_on, from_on)
    if rule.frequency in (Frequency.DAILY, Frequency.WEEKLY):
        return (day for day in _counted(rule, anchor, until_on) if begin <= day <= until_on)
    return (day for day in dates_of(rule, start_on=anchor, until_on=until_on) if day >= begin)


def _counted(rule: Rule, anchor: dt.date, until_on: dt.date) -> Iterator[dt.date]:
    """Of a rule that names its weekdays; those of the first and the last week may lie outside."""
    if rule.frequency == Frequency.DAILY:
        for number in range(0, (until_on - anchor).days + 1, rule.interval):
            yield anchor + dt.timedelta(days=number)
        return
    monday = anchor - dt.timedelta(days=anchor.weekday())
    for number in range(0, (until_on - monday).days + 1, rule.interval * 7):
        yield from (monday + dt.timedelta(days=number + weekday) for weekday in rule.weekdays)


def last_of_count(rule: Rule, *, start_on: dt.date, count: int) -> dt.date:
    """The last of `count` dates. Raises RuleError naming COUNT."""
    last = next(islice(dates_of(rule, start_on=start_on, until_on=_LAST), count - 1, None), None) if count > 0 else None
    if last is None:
        raise RuleError(_("COUNT: there are no such dates."), field="count")
    return last


_LAST = dt.date(2299, 12, 31)


def _anchor(rule: Rule, start_on: dt.date, from_on: dt.date) -> dt.date:
    """A day not after `from_on` from which the rule makes the same dates as from `start_on`."""
    if from_on <= start_on or rule.frequency == Frequency.YEARLY:
        return start_on
    if rule.frequency == Frequency.MONTHLY:
        months = (from_on.year - start_on.year) * 12 + from_on.month - start_on.month
        month = start_on.year * 12 + start_on.month - 1 + months // rule.interval * rule.interval
        return max(start_on, dt.date(month // 12, month % 12 + 1, 1))
    step = rule.interval * (7 if rule.frequency == Frequency.WEEKLY else 1)
    return start_on + dt.timedelta(days=(from_on - start_on).days // step * step)


def _byweekday(rule: Rule) -> list[rrule.weekday] | None:
    days = [_WEEKDAYS[day] for day in rule.weekdays] + [_WEEKDAYS[day](n) for n, day in rule.nth_weekdays]
    return days or None
