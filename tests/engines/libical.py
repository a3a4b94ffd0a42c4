"""libical (GNOME, KDE, Evolution) through ctypes. Version 3, which Debian has."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import CDLL, Structure, c_char_p, c_int, c_long, c_short, c_void_p
from functools import cache
from typing import Any

from tests.engines.told import Date, Properties, Reading, stamp_of_seconds

TO_INSTALL = "libical is missing. Type: apt-get install -y libical3 (from Debian 13 on: libical3t64)"


class Time(Structure):
    """struct icaltimetype"""

    _fields_ = (
        *((name, c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")),
        ("zone", c_void_p),
    )


class Rule(Structure):
    """struct icalrecurrencetype: what stands in it is libical's business, how large it is has to be right."""

    _fields_ = (
        ("frequency", c_int),
        ("until", Time),
        ("count", c_int),
        ("interval", c_short),
        ("week_start", c_int),
        # by second, minute, hour, day, day of the month, of the year, week, month, position
        ("by", c_short * (62 + 61 + 25 + 386 + 32 + 386 + 56 + 14 + 386)),
        ("rscale", c_char_p),
        ("skip", c_int),
    )


FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "icalparser_parse_string": (c_void_p, c_char_p),
    "icalcomponent_free": (None, c_void_p),
    "icalrestriction_check": (c_int, c_void_p),
    "icalcomponent_string_to_kind": (c_int, c_char_p),
    "icalcomponent_get_first_component": (c_void_p, c_void_p, c_int),
    "icalcomponent_get_next_component": (c_void_p, c_void_p, c_int),
    "icalcomponent_get_first_property": (c_void_p, c_void_p, c_int),
    "icalcomponent_get_next_property": (c_void_p, c_void_p, c_int),
    "icalcomponent_get_timezone": (c_void_p, c_void_p, c_char_p),
    "icalcomponent_get_dtstart": (Time, c_void_p),
    "icalcomponent_get_dtend": (Time, c_void_p),
    "icalproperty_get_property_name": (c_char_p, c_void_p),
    "icalproperty_get_value": (c_void_p, c_void_p),
    "icalvalue_isa": (c_int, c_void_p),
    "icalvalue_string_to_kind": (c_int, c_char_p),
    "icalvalue_get_text": (c_char_p, c_void_p),
    "icalvalue_as_ical_string": (c_char_p, c_void_p),
    "icalrecurrencetype_from_string": (Rule, c_char_p),
    "icalrecur_iterator_new": (c_void_p, Rule, Time),
    "icalrecur_iterator_next": (Time, c_void_p),
    "icalrecur_iterator_free": (None, c_void_p),
    "icaltime_as_ical_string": (c_char_p, Time),
    "icaltime_is_null_time": (c_int, Time),
    "icaltime_from_string": (Time, c_char_p),
    "icaltime_convert_to_zone": (Time, Time, c_void_p),
    "icaltimezone_get_utc_timezone": (c_void_p,),
    "icaltime_as_timet_with_zone": (c_long, Time, c_void_p),
}
ANY_PROPERTY = 0


@cache
def _library() -> Any:
    try:
        library = CDLL("libical.so.3")
    except OSError:
        raise RuntimeError(TO_INSTALL) from None
    for name, (result, *arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def read(data: bytes, *, asks_icu: bool = False) -> Reading:
    """All dates of all events; a series is told by its rule, its exceptions and its overrides.

    libical expands a rule on ICU's idea of the zone, which is as old as the machine's ICU: a series that begins in
    what is a gap there is moved. So that the answer depends on the calendar only, we take the zone away for that step,
    unless `asks_icu`.
    """
    with _parsed(data) as calendar:
        events = list(_components(calendar, b"VEVENT"))
        entries = [_properties(event) for event in events]
        own = _properties(calendar)
        faults = [fault for named in (own, *entries) for fault in named.pop("X-LIC-ERROR", [])]
        return Reading(list(_dates(events, entries, asks_icu)), own, entries, faults)


def instants_of(data: bytes, zone: str, walls: Sequence[str]) -> list[int]:
    """Seconds since 1970 of wall-clock times (20270313T173000) by the VTIMEZONE of `zone` in `data`."""
    with _parsed(data) as calendar:
        found = _library().icalcomponent_get_timezone(calendar, zone.encode())
        return [_seconds(_library().icaltime_from_string(wall.encode()), found) for wall in walls]


def entries_of(data: bytes) -> list[Properties]:
    """As in `read`; also of a date of a series without the series."""
    with _parsed(data) as calendar:
        return [_properties(event) for event in _components(calendar, b"VEVENT")]


def keeps_to_itip(data: bytes) -> bool:
    """Whether it has what RFC 5546 asks of its METHOD, no property too many and none too few."""
    with _parsed(data) as calendar:
        return bool(_library().icalrestriction_check(calendar))


@contextmanager
def _parsed(data: bytes) -> Iterator[int]:
    calendar = _library().icalparser_parse_string(data)
    if not calendar:
        raise ValueError("libical finds no calendar in it")
    try:
        yield calendar
    finally:
        _library().icalcomponent_free(calendar)


def _components(parent: int, kind: bytes) -> Iterator[int]:
    number = _library().icalcomponent_string_to_kind(kind)
    found = _library().icalcomponent_get_first_component(parent, number)
    while found:
        yield found
        found = _library().icalcomponent_get_next_component(parent, number)


def _properties(component: int) -> Properties:
    named: Properties = {}
    found = _library().icalcomponent_get_first_property(component, ANY_PROPERTY)
    while found:
        name = _library().icalproperty_get_property_name(found).decode()
        named.setdefault(name, []).append(_text(_library().icalproperty_get_value(found)))
        found = _library().icalcomponent_get_next_property(component, ANY_PROPERTY)
    return named


def _text(value: int) -> str:
    """A TEXT as it was meant, anything else as it stands."""
    is_text = _library().icalvalue_isa(value) == _library().icalvalue_string_to_kind(b"TEXT")
    get = _library().icalvalue_get_text if is_text else _library().icalvalue_as_ical_string
    return str((get(value) or b"").decode())


def _dates(events: Sequence[int], entries: Sequence[Properties], asks_icu: bool) -> Iterator[Date]:
    """The parts of a series are libical's, put together as Evolution does: the wall-clock times of the rule, RDATE and
    EXDATE; each with the exact duration of the first; overrides by RECURRENCE-ID."""
    overridden = {(named["UID"][0], named["RECURRENCE-ID"][0]) for named in entries if "RECURRENCE-ID" in named}
    known = set()
    for event, named in zip(events, entries, strict=True):
        uid, status = named["UID"][0], named["STATUS"][0]
        first, last = _library().icalcomponent_get_dtstart(event), _library().icalcomponent_get_dtend(event)
        duration = _seconds(last, last.zone) - _seconds(first, first.zone) if "DTEND" in named else None
        for start in _starts(first, named, asks_icu):
            known.add((uid, start))
            if "RECURRENCE-ID" in named or (uid, start) not in overridden:
                yield (uid, *_ends(start, first, duration), status)
    assert overridden <= known, f"overrides of dates that the series does not have: {overridden - known}"


def _starts(first: Time, named: Properties, asks_icu: bool) -> list[str]:
    starts = {_library().icaltime_as_ical_string(first).decode(), *named.get("RDATE", [])}
    for rule in named.get("RRULE", []):
        starts |= set(_ruled(rule, first, asks_icu))
    return sorted(starts - set(named.get("EXDATE", [])))


def _ruled(text: str, first: Time, asks_icu: bool) -> Iterator[str]:
    rule, utc = _library().icalrecurrencetype_from_string(text.encode()), _library().icaltimezone_get_utc_timezone()
    is_utc = first.zone == utc or first.is_date
    if not asks_icu and not is_utc:
        rule.until = _library().icaltime_convert_to_zone(rule.until, first.zone)
        first = Time.from_buffer_copy(first)
        first.zone = rule.until.zone = utc
    iterator = _library().icalrecur_iterator_new(rule, first)
    try:
        while not _library().icaltime_is_null_time(found := _library().icalrecur_iterator_next(iterator)):
            text = _library().icaltime_as_ical_string(found).decode()
            yield text if is_utc else text.removesuffix("Z")
    finally:
        _library().icalrecur_iterator_free(iterator)


def _ends(start: str, first: Time, duration: int | None) -> tuple[str, str]:
    seconds = _seconds(_library().icaltime_from_string(start.encode()), first.zone)
    write = _day if first.is_date else stamp_of_seconds
    return write(seconds), "" if duration is None else write(seconds + duration)


def _day(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()


def _seconds(time: Time, zone: int | None) -> int:
    return int(_library().icaltime_as_timet_with_zone(time, zone))
