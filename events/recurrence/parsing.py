"""Foreign RRULE text, bounded in length and refused part by part (RFC 5545 section 3.3.10)."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.recurrence.bounds import BoundedRule, bound
from events.recurrence.rule import WEEKDAYS, Frequency, Rule, RuleError, normal

MAX_LENGTH = 200
KNOWN_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
BY_PARTS = {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}
_BY_OF = {
    Frequency.DAILY: {"BYDAY"},
    Frequency.WEEKLY: {"BYDAY"},
    Frequency.MONTHLY: {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    Frequency.YEARLY: {"BYMONTH", "BYMONTHDAY"},
}


def parse_rrule(text: str, *, start_on: dt.date, start_time: dt.time | None = None, zone: str = "UTC") -> BoundedRule:
    """The bounded rule of an RRULE's value. `start_time` and `zone` say which day a UNTIL with an hour means.

    Raises RuleError that names the part (FREQ, UNTIL, BYDAY, ...) for whatever we do not keep. Never slow: at
    most 200 characters and two years are looked at.
    """
    rule, until_on, count = read_rrule(text, start_on=start_on, start_time=start_time, zone=zone)
    return bound(rule, start_on=start_on, until_on=until_on, count=count)


def read_rrule(
    text: str, *, start_on: dt.date, start_time: dt.time | None = None, zone: str = "UTC"
) -> tuple[Rule, dt.date | None, int | None]:
    """As `parse_rrule`, with UNTIL and COUNT as they stand: nothing is bounded yet but the rule itself."""
    parts = _split(text)
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleError(_("COUNT: not together with UNTIL."))
    frequency = _frequency(parts.get("FREQ"))
    if unfit := sorted((BY_PARTS & parts.keys()) - _BY_OF[frequency]):
        raise RuleError(_("%(part)s: not kept with FREQ=%(freq)s.") % {"part": unfit[0], "freq": frequency})
    rule = normal(_rule(frequency, parts, start_on), start_on=start_on)
    count = _whole_number("COUNT", parts["COUNT"]) if "COUNT" in parts else None
    until_on = _last_day(parts["UNTIL"], start_time, zone) if "UNTIL" in parts else None
    return rule, until_on, count


def _split(text: str) -> dict[str, str]:
    if len(text) > MAX_LENGTH:
        raise RuleError(_("The rule is longer than %(max)s characters.") % {"max": MAX_LENGTH})
    parts: dict[str, str] = {}
    for piece in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = piece.partition("=")
        if not equals or not value:
            raise RuleError(_("“%(part)s” is not a part of a rule.") % {"part": piece[:40]})
        if name not in KNOWN_PARTS:
            raise RuleError(_("%(part)s: we do not keep rules with this part.") % {"part": name[:40]})
        if name in parts:
            raise RuleError(_("%(part)s: it is there twice.") % {"part": name})
        parts[name] = value
    return parts


def _frequency(value: str | None) -> Frequency:
    if value is None:
        raise RuleError(_("FREQ: it is missing."))
    try:
        return Frequency(value)
    except ValueError:
        raise RuleError(
            _("FREQ: “%(value)s” is not kept, only DAILY, WEEKLY, MONTHLY and YEARLY.") % {"value": value[:40]}
        ) from None


def _rule(frequency: Frequency, parts: dict[str, str], start_on: dt.date) -> Rule:
    interval = _whole_number("INTERVAL", parts.get("INTERVAL", "1"))
    _check_week_start(parts.get("WKST", "MO"), interval if frequency == Frequency.WEEKLY else 1)
    days = [_day(value) for value in parts["BYDAY"].split(",")] if "BYDAY" in parts else []
    month_days = tuple(_month_day(day) for day in parts["BYMONTHDAY"].split(",")) if "BYMONTHDAY" in parts else ()
    if frequency == Frequency.YEARLY:
        _check_yearly(parts, month_days, start_on)
        return Rule(frequency, interval)
    if frequency == Frequency.MONTHLY:
        if days and month_days:
            raise RuleError(_("BYDAY: not together with BYMONTHDAY."))
        return Rule(frequency, interval, month_days=month_days, nth_weekdays=_nth(days, parts.get("BYSETPOS")))
    if any(n for n, _day_name in days):
        raise RuleError(_("BYDAY: a number before the day only with FREQ=MONTHLY."))
    if frequency == Frequency.DAILY and days:
        if interval > 1:
            raise RuleError(_("BYDAY: with FREQ=DAILY only for every day."))
        frequency = Frequency.WEEKLY
    return Rule(frequency, interval, weekdays=tuple(day for _n, day in days))


def _nth(days: list[tuple[int, int]], position: str | None) -> tuple[tuple[int, int], ...]:
    """BYDAY of a month. Outlook writes the second Tuesday as BYDAY=TU;BYSETPOS=2."""
    if position is not None:
        if len(days) != 1 or days[0][0]:
            raise RuleError(_("BYSETPOS: only with one day in BYDAY."))
        return ((_nth_number("BYSETPOS", position), days[0][1]),)
    if any(not n for n, _day_name in days):
        raise RuleError(_("BYDAY: with FREQ=MONTHLY each day needs its number, such as 2TU."))
    return tuple(days)


def _check_yearly(parts: dict[str, str], month_days: tuple[int, ...], start_on: dt.date) -> None:
    if "BYMONTH" in parts and parts["BYMONTH"] != str(start_on.month):
        raise RuleError(_("BYMONTH: only the month of the first date."))
    if month_days not in ((), (start_on.day,)):
        raise RuleError(_("BYMONTHDAY: with FREQ=YEARLY only the day of the first date."))


def _check_week_start(value: str, weeks: int) -> None:
    """The first day of the week matters only where weeks are left out (RFC 5545, WKST)."""
    if value not in WEEKDAYS or (weeks > 1 and value != "MO"):
        raise RuleError(_("WKST: weeks start on Monday (MO) here."))


def _day(value: str) -> tuple[int, int]:
    """("2TU") -> (2, 1); no number is 0."""
    match = re.fullmatch(r"([+-]?\d{1,2})?([A-Z]{2})", value, re.ASCII)
    if match is None or match[2] not in WEEKDAYS:
        raise RuleError(_("BYDAY: “%(value)s” is not a day.") % {"value": value[:40]})
    return (_nth_number("BYDAY", match[1]) if match[1] else 0, WEEKDAYS.index(match[2]))


def _nth_number(part: str, value: str) -> int:
    number = _whole_number(part, value)
    if number not in (1, 2, 3, 4, 5, -1):
        raise RuleError(_("%(part)s: only 1 to 5, and -1 for the last.") % {"part": part})
    return number


def _month_day(value: str) -> int:
    day = _whole_number("BYMONTHDAY", value)
    if day != -1 and not 1 <= day <= 31:
        raise RuleError(_("BYMONTHDAY: only 1 to 31, and -1 for the last day."))
    return day


def _whole_number(part: str, value: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,6}", value, re.ASCII):
        raise RuleError(_("%(part)s: “%(value)s” is not a whole number.") % {"part": part, "value": value[:40]})
    return int(value)


def _last_day(value: str, start_time: dt.time | None, zone: str) -> dt.date:
    """The last day on which a date that starts at `start_time` (wall clock in `zone`) is not after UNTIL."""
    match = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", value, re.ASCII)
    try:
        day = dt.datetime.strptime(match[1], "%Y%m%d").date() if match else None  # noqa: DTZ007  (a wall-clock day)
        hour = dt.datetime.strptime(match[2], "%H%M%S").time() if match and match[2] else None  # noqa: DTZ007
    except ValueError:
        day = None
    if match is None or day is None:
        raise RuleError(_("UNTIL: “%(value)s” is not a date.") % {"value": value[:40]})
    if hour is None:
        return day
    moment = dt.datetime.combine(day, hour)
    if match[3] and 1 < day.year < dt.MAXYEAR:
        moment = moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if start_time and moment.time() < start_time and moment.date() > dt.date.min:
        return moment.date() - dt.timedelta(days=1)
    return moment.date()
