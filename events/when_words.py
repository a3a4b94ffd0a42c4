"""When an imported entry is, in words: its first date, what repeats, and each date that is otherwise."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from events import wording
from events.imports.calendar_file.when import Moved, When
from events.recurrence import describe_rule
from events.wall_time import instant

MOST_NAMED = 8


def say_all(when: When, language: str) -> list[str]:
    """ "Saturday 13 March 2027, 17:30 – 19:30, Berlin time (UTC+1)", "every Saturday until 10 April 2027", …"""
    with override(language):
        return [line[:1].upper() + line[1:] for line in _lines(when, language)]


def say_shortened(when: When, language: str, *, today: dt.date) -> list[str]:
    """What of its dates a schedule here does not keep."""
    timing = when.plan(from_on=when.begins(today))
    with override(language):
        said = []
        if timing.start_on > when.start_on:
            first = {"day": wording.say_date(timing.start_on, language)}
            said.append(_("What is over is left out: it is taken from %(day)s on.") % first)
        if timing.until_on is None:
            return said
        day = {"day": wording.say_date(timing.until_on, language)}
        if when.until_on is None:
            said.append(_("It has no end in the file: it is taken until %(day)s, and can be extended then.") % day)
        elif when.until_on > timing.until_on:
            said.append(_("It is taken until %(day)s: for two years and 400 dates at most.") % day)
        return said


def _lines(when: When, language: str) -> Iterator[str]:
    first = wording.say_day_and_hours(when, language)
    if when.start_time is not None:
        at = instant(dt.datetime.combine(when.start_on, when.start_time), when.zone)
        first = _("%(when)s, %(zone)s") % {"when": first, "zone": wording.say_zone(when.zone, at, language)}
    yield first
    if when.rule:
        yield describe_rule(when.rule, start_on=when.start_on, until_on=when.until_on, language=language)
    if when.rdates:
        yield _("also on %(dates)s") % {"dates": say_dates(when.rdates, language)}
    if when.exdates:
        yield _("not on %(dates)s") % {"dates": say_dates(when.exdates, language)}
    cancelled = [day for day, how in sorted(when.other.items()) if isinstance(how, str)]
    if cancelled:
        yield _("cancelled on %(dates)s") % {"dates": say_dates(cancelled, language)}
    moved = [(day, how) for day, how in sorted(when.other.items()) if isinstance(how, Moved)]
    for day, how in moved[:MOST_NAMED]:
        words = {"old": wording.say_date(day, language), "new": wording.say_day_and_hours(how, language)}
        yield _("%(old)s is now %(new)s") % words
    if len(moved) > MOST_NAMED:
        yield _("and %(n)s more are moved") % {"n": wording.say_number(len(moved) - MOST_NAMED, language)}


def say_dates(days: Sequence[dt.date], language: str) -> str:
    """ "18 March and 2 April"; of many the first ones and how many more."""
    named = [wording.say_date(day, language) for day in days[:MOST_NAMED]]
    if len(days) > MOST_NAMED:
        named.append(_("%(n)s more") % {"n": wording.say_number(len(days) - MOST_NAMED, language)})
    return wording.join_list(named, language)
