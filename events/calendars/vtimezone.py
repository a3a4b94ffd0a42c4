"""VTIMEZONE (RFC 5545 section 3.6.5), written so that clients that disagree about it read the same hours.

A zone with a stable yearly rule gets a pair of RRULEs, which Outlook needs. Any other gets one RDATE line per onset,
its DTSTART among them: ical.js (Thunderbird) reads one value of a line only, and does not count DTSTART beside RDATE.
"""

import calendar
import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from events.calendars.posix_rule import ONE_DAY, PosixRule, YearlyDay
from events.calendars.text import content_lines
from events.calendars.zone_file import EPOCH, Onset, Phase, Zone, read_zone

WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
LAST_WEEK = 5


@lru_cache(maxsize=1000)
def render_vtimezone(name: str, first_year: int, last_year: int) -> bytes:
    """The component for wall-clock times in the years from `first_year` to `last_year`, both included.

    Depends on nothing else but the tzdata package. Raises LookupError for an unknown zone.
    """
    zone = read_zone(name)
    observances = _by_rule(zone) if is_stable(zone, first_year) else _by_dates(zone, first_year, last_year)
    return content_lines(["BEGIN:VTIMEZONE", f"TZID:{name}", *observances, "END:VTIMEZONE"])


def has_stable_rule(name: str, year: int) -> bool:
    """Whether, from the start of `year` on, the zone's clock never changes again or by one RRULE pair."""
    return is_stable(read_zone(name), year)


def is_stable(zone: Zone, year: int) -> bool:
    if zone.rule is None:
        return zone.years_of_file < year
    # The rule's own onsets of the year before are what the first days of `year` are told by.
    return _expressible(zone.rule) and _rule_since(zone, zone.rule) < year


def _rule_since(zone: Zone, rule: PosixRule) -> int:
    """The first year from which on all onsets, those that the file lists too, are the rule's."""
    year = zone.years_of_file + 1
    while year > zone.years_of_file - 60 and set(zone.onsets_in(year - 1, year - 1)) == _walls(zone, rule, year - 1):
        year -= 1
    return year


def _walls(zone: Zone, rule: PosixRule, year: int) -> set[Onset]:
    return set(zone.rule_onsets(rule, year))


def _by_rule(zone: Zone) -> list[str]:
    if zone.rule is None:
        return _observance("STANDARD", EPOCH, zone.last, zone.last, [])
    since = _rule_since(zone, zone.rule)
    start, end = zone.rule_onsets(zone.rule, since)
    lines = []
    for onset, day in ((start, zone.rule.start), (end, zone.rule.end)):
        rrule = "RRULE:" + _rrule(day)
        lines += _observance(_kind(onset.after, onset.before), onset.wall, onset.before, onset.after, [rrule])
    return lines


def _kind(phase: Phase, other: Phase) -> str:
    """Of the two of a pair the later clock is DAYLIGHT, also in Dublin, where tzdata has it the other way round."""
    return "DAYLIGHT" if phase.offset > other.offset else "STANDARD"


def _by_dates(zone: Zone, first_year: int, last_year: int) -> list[str]:
    """From the year before, so that the first days have an onset, to the year after, for what lasts into it."""
    since = first_year - 1
    phase = zone.phase_at_start_of(since)
    lines = _observance("STANDARD", dt.datetime.combine(dt.date(since, 1, 1), dt.time()), phase, phase, [])
    onsets = sorted(zone.onsets_in(since, last_year + 1), key=_sort_key)
    for _key, group in groupby(onsets, key=lambda onset: _sort_key(onset)[:-1]):
        same = list(group)
        kind = "DAYLIGHT" if same[0].after.is_daylight else "STANDARD"
        rdates = [f"RDATE:{onset.wall:%Y%m%dT%H%M%S}" for onset in same]
        lines += _observance(kind, same[0].wall, same[0].before, same[0].after, rdates)
    return lines


def _sort_key(onset: Onset) -> tuple[object, ...]:
    return (onset.before.offset, onset.after.offset, onset.after.name, onset.after.is_daylight, onset.wall)


def _observance(kind: str, wall: dt.datetime, before: Phase, after: Phase, dates: Iterable[str]) -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"TZNAME:{after.name}",
        f"TZOFFSETFROM:{_offset(before.offset)}",
        f"TZOFFSETTO:{_offset(after.offset)}",
        f"DTSTART:{wall:%Y%m%dT%H%M%S}",
        *dates,
        f"END:{kind}",
    ]


def _offset(offset: dt.timedelta) -> str:
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{minutes:02}" + (f"{rest:02}" if rest else "")


def _expressible(rule: PosixRule) -> bool:
    return all(_month_days(day) is not None for day in (rule.start, rule.end))


def _rrule(day: YearlyDay) -> str:
    shift = day.time // ONE_DAY
    weekday = WEEKDAYS[(day.weekday + shift) % 7]
    if not shift:
        return f"FREQ=YEARLY;BYMONTH={day.month};BYDAY={'-1' if day.week == LAST_WEEK else day.week}{weekday}"
    month_days = ",".join(map(str, _month_days(day) or ()))
    return f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={month_days};BYDAY={weekday}"


def _month_days(day: YearlyDay) -> range | None:
    """The seven days of the month among which the onset's lies; None where they may reach into another month, such as
    Cairo's "24 o'clock of the last Thursday in October", which no RRULE can say."""
    days = calendar.monthrange(2025, day.month)[1]
    last = (days if day.week == LAST_WEEK else day.week * 7) + day.time // ONE_DAY
    return range(last - 6, last + 1) if last - 6 >= 1 and last <= days else None
