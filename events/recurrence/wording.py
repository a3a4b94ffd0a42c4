"""A rule in words: "every Tuesday until 6 April 2027". Whole sentences: each language turns them."""

import datetime as dt

from babel.lists import format_list
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, to_locale

from events.recurrence.rule import Frequency, Rule


def describe_rule(rule: str, *, start_on: dt.date, until_on: dt.date, language: str) -> str:
    """What a stored rule makes, as it stands in the middle of a sentence, in `language`."""
    with override(language):
        words = _pattern(Rule.from_stored(rule), start_on, language)
        return _("%(rule)s until %(date)s") % {"rule": words, "date": date_format(until_on, "j F Y")}


def _pattern(rule: Rule, start_on: dt.date, language: str) -> str:
    count = rule.interval
    match rule.frequency:
        case Frequency.DAILY:
            return ngettext("every day", "every %(count)s days", count) % {"count": count}
        case Frequency.WEEKLY:
            days = _listed([str(WEEKDAYS[day]) for day in rule.weekdays], language)
            words = ngettext("every %(days)s", "every %(count)s weeks on %(days)s", count)
            return words % {"days": days, "count": count}
        case Frequency.MONTHLY:
            days = _listed(_days_of_month(rule), language)
            words = ngettext("every month on %(days)s", "every %(count)s months on %(days)s", count)
            return words % {"days": days, "count": count}
        case Frequency.YEARLY:
            words = ngettext("every year on %(day)s", "every %(count)s years on %(day)s", count)
            return words % {"day": date_format(start_on, "j F"), "count": count}


def _days_of_month(rule: Rule) -> list[str]:
    days = [_("the last day") if day == -1 else _("day %(day)s") % {"day": day} for day in rule.month_days]
    return days + [_nth(n) % {"weekday": WEEKDAYS[day]} for n, day in rule.nth_weekdays]


def _nth(number: int) -> str:
    return {
        1: _("the first %(weekday)s"),
        2: _("the second %(weekday)s"),
        3: _("the third %(weekday)s"),
        4: _("the fourth %(weekday)s"),
        5: _("the fifth %(weekday)s"),
        -1: _("the last %(weekday)s"),
    }[number]


def _listed(words: list[str], language: str) -> str:
    return format_list(words, locale=to_locale(language))
