"""What a host answers: it is on, perhaps with the hour or the place that was missing; or it is not."""

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.dates import timing_of
from events.actions.details import Details
from events.actions.event import edit_event
from events.actions.host import use_host_link
from events.actions.locking import lock_event
from events.actions.occurrence import change_place, move_occurrence
from events.actions.whereabouts import Where
from events.errors import EventsError
from events.models import Event, Host, HostCheck, Occurrence
from events.wall_time import TIMED

Answer = HostCheck.Answer
SAME_ANSWER = dt.timedelta(hours=1)


@transaction.atomic
def say_still_on(
    host: Host,
    date: Occurrence,
    *,
    start_time: dt.time | None = None,
    place: str = "",
    now: dt.datetime,
    version: int | None = None,
) -> HostCheck:
    """`date` takes place; with `start_time` at that hour, with `place` there, and who is coming is told of both.

    Using the link confirms the host's address. Safe to call twice. Raises EventsError naming start_time or place,
    EditClash with what somebody else has written since, KeysUnavailable.
    """
    event = _use(host, now=now)
    if event.is_cancelled or date.is_cancelled:
        raise EventsError(_("It is cancelled. Let it take place again first."))
    date.event = event
    if start_time is not None:
        _set_hour(event, date, start_time, by=host, now=now, version=version)
        version = None  # the row is locked, and what is written next was seen
    if place:
        _set_place(event, date, place, by=host, now=now, version=version)
    return _record(host, event, Answer.ON, now=now)


@transaction.atomic
def say_not_on(host: Host, *, now: dt.datetime) -> HostCheck:
    """Noted for the coordinator; nobody else is told before the host cancels or postpones it. Safe to call twice."""
    return _record(host, _use(host, now=now), Answer.OFF, now=now)


def _use(host: Host, *, now: dt.datetime) -> Event:
    """The event, locked: of two answers at once each finds what the other has written."""
    use_host_link(host, now=now)
    if host.event is None:
        raise EventsError(_("This action is not there yet."))
    return lock_event(host.event, by=host)


def _set_hour(
    event: Event, date: Occurrence, start_time: dt.time, *, by: Host, now: dt.datetime, version: int | None
) -> None:
    if event.is_published:
        move_occurrence(
            date,
            start_on=date.start_on,
            start_time=start_time,
            hours=TIMED,
            duration=None,
            by=by,
            now=now,
            version=version,
        )
        return
    # A draft has no date that anybody knows: its schedule gets the hour.
    timing = replace(timing_of(event.schedules.get()), start_time=start_time, hours=TIMED, duration=None)
    edit_event(event, details=Details.of(event), timing=timing, by=by, now=now, version=version)


def _set_place(event: Event, date: Occurrence, place: str, *, by: Host, now: dt.datetime, version: int | None) -> None:
    """Where the line does not name the town that is known, it is meant: "Quay Road 40" is in that town."""
    stands = Where.of(date)
    is_said = not stands.town or stands.town.casefold() in place.casefold()
    where = replace(
        stands, place=None, place_line=place if is_said else f"{place}, {stands.town}", place_is_pending=False
    )
    if event.is_published:
        change_place(date, where=where, by=by, now=now, version=version)
    else:
        edit_event(event, details=Details.of(event), where=where, by=by, now=now, version=version)


def _record(host: Host, event: Event, answer: str, *, now: dt.datetime) -> HostCheck:
    """Answers the newest question to this host; unasked it is a row of its own, unless the same was said just now."""
    own = HostCheck.objects.filter(event=event, host=host)
    asked = own.filter(answer="").order_by("-asked_at").first()
    newest = HostCheck.objects.filter(event=event).exclude(answer="").order_by("-answered_at", "-pk").first()
    if asked is None and newest is not None and _is_same(newest, host, answer, now=now):
        return newest
    check = asked or HostCheck(event=event, host=host)
    check.answer, check.answered_at = answer, now
    check.save()
    return check


def _is_same(check: HostCheck, host: Host, answer: str, *, now: dt.datetime) -> bool:
    """Whether this host has said this less than an hour ago."""
    said_at = check.answered_at
    return (check.host_id, check.answer) == (host.pk, answer) and said_at is not None and said_at > now - SAME_ANSWER
