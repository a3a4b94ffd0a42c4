"""Reminder rules as people read them: "the day before at 18:00", "2 hours before", for whom, and what that is next."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override, pgettext_lazy

from events import wording
from events.models import Occurrence
from events.reading.reminders import reminders_of
from events.reminder_rules import (
    AUDIENCES,
    DAYS_AFTER_AT,
    DAYS_BEFORE,
    DAYS_BEFORE_AT,
    GOING,
    HELPERS,
    HOSTS,
    HOURS_AFTER,
    HOURS_BEFORE,
    MAYBE,
    MINUTES_BEFORE,
    Rule,
    in_order,
)
from events.wall_time import wall_clock

WHEN = {
    DAYS_BEFORE_AT: gettext_lazy("days before, at:"),
    DAYS_BEFORE: gettext_lazy("days before, at the same hour"),
    HOURS_BEFORE: gettext_lazy("hours before"),
    MINUTES_BEFORE: gettext_lazy("minutes before"),
    HOURS_AFTER: gettext_lazy("hours after the end: thanks"),
    DAYS_AFTER_AT: gettext_lazy("days after the end, at: thanks"),
}
WHOM = {
    GOING: pgettext_lazy("reminded are", "who comes"),
    MAYBE: pgettext_lazy("reminded are", "who comes perhaps"),
    HOSTS: pgettext_lazy("reminded are", "the hosts"),
    HELPERS: pgettext_lazy("reminded are", "the helpers"),
}


def say_rule(rule: Rule, language: str) -> str:
    words = {
        "number": wording.say_number(rule.number, language),
        "time": wording.say_time(rule.at, language) if rule.at else "",
    }
    with override(language):
        return _template(rule) % words


def say_rules(rules: Iterable[Rule], language: str) -> str:
    """ "the day before at the same hour and 2 hours before"."""
    return wording.join_list([say_rule(rule, language) for rule in in_order(rules)], language)


def say_whom(rule: Rule, language: str) -> str:
    with override(language):
        return wording.join_list([str(WHOM[name]) for name in AUDIENCES if name in rule.whom], language)


def say_next(rule: Rule, occurrence: Occurrence, language: str, *, today: dt.date) -> str:
    """When that is for this date; empty where it is left out. `schedule` is loaded."""
    reminder = next(iter(reminders_of(occurrence, [rule])), None)
    if reminder is None:
        return ""
    moment = wall_clock(reminder.due_at, occurrence.schedule.zone)
    with override(language):
        return _("%(day)s, %(time)s") % {
            "day": wording.say_day(moment.date(), language, today=today),
            "time": wording.say_time(moment.time(), language),
        }


def _template(rule: Rule) -> str:
    number = rule.number
    match rule.when:
        case "minutes-before":
            return ngettext("%(number)s minute before", "%(number)s minutes before", number)
        case "hours-before":
            return ngettext("%(number)s hour before", "%(number)s hours before", number)
        case "hours-after":
            return ngettext("%(number)s hour after the end: thanks", "%(number)s hours after the end: thanks", number)
        case "days-after-at":
            if number == 1:
                return _("the day after at %(time)s: thanks")
            return ngettext(
                "%(number)s day after at %(time)s: thanks", "%(number)s days after at %(time)s: thanks", number
            )
        case "days-before":
            if number == 1:
                return _("the day before at the same hour")
            return ngettext("%(number)s day before at the same hour", "%(number)s days before at the same hour", number)
    if number == 0:
        return _("the same day at %(time)s")
    if number == 1:
        return _("the day before at %(time)s")
    return ngettext("%(number)s day before at %(time)s", "%(number)s days before at %(time)s", number)
