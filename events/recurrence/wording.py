"""A rule in words: "every Tuesday until 6 April 2027". Whole sentences: each language turns them."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from events import wording
from events.recurrence.rule import Frequency, Rule

MONDAY = dt.date(2024, 1, 1)


def describe_rule(rule: str, *, start_on: dt.date, until_on: dt.date | None, language: str) -> str:
    """What a stored rule makes, as it stands in the middle of a sentence, in `language`; a foreign one may have no
    end."""
    with override(language):
        words = _pattern(Rule.from_stored(rule), start_on, language)
        if until_on is None:
            return words
        return _("%(rule)s until %(date)s") % {"rule": words, "date": wording.say_date(until_on, language)}


def _pattern(rule: Rule, start_on: dt.date, language: str) -> str:
    words = {"count": wording.say_number(rule.interval, language)}
    match rule.frequency:
        case Frequency.DAILY:
            pattern = ngettext("every day", "every %(count)s days", rule.interval)
        case Frequency.WEEKLY:
            words["days"] = wording.say_list([_weekday(day, language) for day in rule.weekdays], language)
            pattern = ngettext("every %(days)s", "every %(count)s weeks on %(days)s", rule.interval)
        case Frequency.MONTHLY:
            words["days"] = wording.say_list(_days_of_month(rule, language), language)
            pattern = ngettext("every month on %(days)s", "every %(count)s months on %(days)s", rule.interval)
        case Frequency.YEARLY:
            words |= {"day": wording.say_digits(str(start_on.day), language)}
            words |= {"month": wording.say_month(start_on, language, today=start_on)}
            pattern = ngettext(
                "every year on %(day)s %(month)s", "every %(count)s years on %(day)s %(month)s", rule.interval
            )
    return pattern % words


def _weekday(day: int, language: str) -> str:
    return wording.say_weekday(MONDAY + dt.timedelta(days=day), language)


def _days_of_month(rule: Rule, language: str) -> list[str]:
    days = [
        _("the last day") if day == -1 else _("day %(day)s") % {"day": wording.say_digits(str(day), language)}
        for day in rule.month_days
    ]
    return days + [_nth(n) % {"weekday": _weekday(day, language)} for n, day in rule.nth_weekdays]


def _nth(number: int) -> str:
    return {
        1: _("the first %(weekday)s"),
        2: _("the second %(weekday)s"),
        3: _("the third %(weekday)s"),
        4: _("the fourth %(weekday)s"),
        5: _("the fifth %(weekday)s"),
        -1: _("the last %(weekday)s"),
    }[number]
