"""When the dates of a series are, as told by its rows and by engines that share no code with its writer."""

import datetime as dt

import icalendar
import recurring_ical_events
from dateutil import rrule

from tests.engines import icaljs, libical
from tests.engines.told import stamp

STATUS = {"scheduled": "CONFIRMED", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}


def rows_of(schedule):
    return [row for row in schedule.occurrences.all() if row.date_slug]


def told_by_rows(schedule):
    return sorted(told_by_row(row) for row in rows_of(schedule))


def told_by_row(row):
    """(start, end, status): instants as timestamps, days as texts, no end as nothing."""
    status = "TENTATIVE" if row.hours == "tba" and row.state == "scheduled" else STATUS[row.state]
    if row.hours != "timed":
        days = max(1, -(-row.duration // dt.timedelta(days=1))) if row.duration else 1
        return (row.start_on.isoformat(), (row.start_on + dt.timedelta(days=days)).isoformat(), status)
    return (stamp(row.starts_at), stamp(row.ends_at) if row.duration else "", status)


def told_by_recurring_ical_events(data):
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between((2020, 1, 1), (2035, 1, 1))
    return sorted(told_by_component(component) for component in found)


def told_by_component(component):
    start, end = component["DTSTART"].dt, component["DTEND"].dt if "DTEND" in component else None
    if not isinstance(start, dt.datetime):
        return (start.isoformat(), end.isoformat(), str(component["STATUS"]))
    # The engine writes the start as the end of what has none.
    return (stamp(start), stamp(end) if end is not None and end != start else "", str(component["STATUS"]))


def told_by_dateutil(data):
    """RFC 5545 read to the letter: the set in wall-clock time, overrides by RECURRENCE-ID, the same exact duration."""
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    moved = {event["RECURRENCE-ID"].dt: event for event in events if "RECURRENCE-ID" in event}
    [master] = [event for event in events if "RECURRENCE-ID" not in event]
    told = [told_by_component(event) for event in moved.values()]
    starts = expand_naively(master)
    assert set(moved) <= set(starts), "an override of a date that the set does not have"
    for start in starts:
        if start not in moved:
            told.append(generated(master, start))
    return sorted(told)


def generated(master, start):
    first, end = master["DTSTART"].dt, master["DTEND"].dt if "DTEND" in master else None
    status = str(master["STATUS"])
    if not isinstance(start, dt.datetime):
        return (start.isoformat(), (start + (end - first)).isoformat(), status)
    exact = None if end is None else end.timestamp() - first.timestamp()
    return (stamp(start), "" if exact is None else f"@{start.timestamp() + exact:020.3f}", status)


def expand_naively(master):
    first = master["DTSTART"].dt
    zone = first.tzinfo if isinstance(first, dt.datetime) else None
    dates = rrule.rruleset()
    if "RRULE" in master:
        rule = dict(master["RRULE"])
        until = naive(rule.pop("UNTIL")[0], zone)
        text = ";".join(f"{name}={','.join(map(str, values))}" for name, values in rule.items())
        dates.rrule(rrule.rrulestr(f"{text};UNTIL={until:%Y%m%dT%H%M%S}", dtstart=naive(first, zone)))
    else:
        dates.rdate(naive(first, zone))
    for name, add in (("RDATE", dates.rdate), ("EXDATE", dates.exdate)):
        for value in listed(master.get(name)):
            for moment in value.dts:
                add(naive(moment.dt, zone))
    return [date.replace(tzinfo=zone) if zone else date.date() for date in dates]


def listed(value):
    return value if isinstance(value, list) else [value] if value is not None else []


def naive(moment, zone):
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time())
    return moment.astimezone(zone).replace(tzinfo=None) if zone else moment


def told_by_everyone(data):
    """What each engine makes of it, by the engine's name."""
    return {
        "recurring_ical_events": told_by_recurring_ical_events(data),
        "ical.js": icaljs.read(data).times,
        "libical": libical.read(data).times,
    }


def all_tell(told):
    return dict.fromkeys(("recurring_ical_events", "ical.js", "libical"), told)
