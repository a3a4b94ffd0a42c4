"""Rows for tests, made directly: each function gives one object that every constraint accepts.

Whatever has rules of its own (publishing, moving, joining) is made through the actions in the tests of those.
"""

import datetime as dt
import hashlib
from itertools import count
from zoneinfo import ZoneInfo

from accounts.models import Membership, Organization, User
from events.models import (
    Anchor,
    AnsweredCall,
    Call,
    Campaign,
    CoHost,
    Event,
    Host,
    Kit,
    LinkConsent,
    Milestone,
    Occurrence,
    Place,
    Proposal,
    Revision,
    Schedule,
    Statement,
)

NOW = dt.datetime(2027, 3, 1, 12, 0, tzinfo=dt.UTC)
_number = count(1)


def make_user(**fields):
    n = next(_number)
    return User.objects.create_user(email=fields.pop("email", f"organiser{n}@example.org"), password="x" * 14, **fields)


def make_organization(*, owner=None, **fields):
    n = next(_number)
    defaults = {"name": f"Group {n}", "slug": f"group-{n}", "skeleton": f"group {n}", "zone": "America/New_York"}
    organization = Organization.objects.create(**{**defaults, "created_at": NOW, **fields})
    if owner is not None:
        Membership.objects.create(user=owner, organization=organization, role="owner")
    return organization


def make_statement(*, organization=None, title="No city gives up its clinic", blocks=None, published=True, **fields):
    """A statement with one revision whose text is the title and `blocks`."""
    n = next(_number)
    blocks = blocks or ["We have counted: it is nineteen.", "On March 13 we call on every city to rally."]
    text = "\n".join([title, *blocks])
    statement = Statement.objects.create(
        **{
            "organization": organization or make_organization(),
            "slug": f"statement-{n}",
            "dated_on": NOW.date(),
            "created_at": NOW,
            **fields,
        }
    )
    revision = Revision.objects.create(
        statement=statement,
        number=1,
        title=title,
        body="\n\n".join(blocks),
        language=statement.language,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        created_at=NOW,
        published_at=NOW if published else None,
    )
    statement.current = revision
    statement.published_at = NOW if published else None
    statement.save()
    return statement


def make_call(*, statement=None, exact="On March 13 we call on every city to rally", **fields):
    n = next(_number)
    statement = statement or make_statement()
    defaults = {"slug": f"call-{n}", "title": "Rally at every town hall", "asks_for": "protest", "created_at": NOW}
    call = Call.objects.create(statement=statement, **{**defaults, **fields})
    start = statement.current.text.index(exact)
    Anchor.objects.create(
        call=call, revision=statement.current, exact=exact, start=start, end=start + len(exact), state="same"
    )
    return call


def make_kit(*, call=None, **fields):
    defaults = {"title": "Hands off our clinic", "description": "We **rally**.", "safety": "Bring water."}
    return Kit.objects.create(call=call or make_call(), **{**defaults, "changed_at": NOW, **fields})


def make_host(*, event=None, **fields):
    """A host whose link and address nothing opens: what is sealed is made through the actions."""
    n = next(_number)
    defaults = {"language": "en", "sealed_token": b"", "token_sha256": hashlib.sha256(str(n).encode()).hexdigest()}
    times = {"created_at": NOW, "link_made_at": NOW, "confirmed_at": NOW}
    return Host.objects.create(event=event, **{**defaults, **times, **fields})


def make_proposal(*, call=None, host=None, **fields):
    """One that its host has confirmed, and that waits for review."""
    n = next(_number)
    defaults = {
        "host_name": f"Neighbours {n}",
        "kind": "rally",
        "language": "en",
        "town": "Ashford",
        "country": "US",
        "zone": "America/New_York",
        "start_on": dt.date(2027, 3, 13),
        "start_time": dt.time(17, 30),
        "place": "Clock Tower Square",
        "state": "waiting",
        "created_at": NOW,
    }
    return Proposal.objects.create(
        call=call or make_call(is_open_to_hosts=True), host=host or make_host(), **{**defaults, **fields}
    )


def make_link(*, call=None, event=None, is_asked_by_call=False, **fields):
    """An action and a call of two organisations, asked and not answered."""
    call, event = call or make_call(), event or make_event()
    return LinkConsent.objects.create(
        call=call, event=event, is_asked_by_call=is_asked_by_call, **{"asked_at": NOW, **fields}
    )


def make_co_host(*, event=None, organization=None, **fields):
    """Asked, not answered, unless `state` says so."""
    organization = organization or make_organization()
    return CoHost.objects.create(event=event or make_event(), organization=organization, **{"asked_at": NOW, **fields})


def make_place(*, organization=None, **fields):
    defaults = {"name": "Clock Tower Square", "address_lines": "112 Market St", "locality": "Ashford"}
    return Place.objects.create(organization=organization or make_organization(), **{**defaults, **fields})


def make_event(
    *,
    organization=None,
    call=None,
    start_on=dt.date(2027, 3, 13),
    start_time=dt.time(17, 30),
    duration=dt.timedelta(hours=2),
    zone="America/New_York",
    hours="timed",
    published=True,
    rule="",
    dates=None,
    **fields,
):
    """An event with one schedule and an occurrence for each of `dates` (default: `start_on` alone)."""
    n = next(_number)
    organization = organization or make_organization()
    defaults = {"slug": f"event-{n}", "title": f"Hands off our clinics {n}", "kind": "rally"}
    shown_place = fields.get("shown_place", fields.get("place"))
    defaults["town"] = shown_place.locality if shown_place else ""
    event = Event.objects.create(
        organization=organization,
        created_at=NOW,
        published_at=NOW if published else None,
        **{**defaults, "shown_place": fields.get("place"), **fields},
    )
    if call is not None:
        AnsweredCall.objects.create(call=call, anchor=call.anchors.get(), event=event, linked_at=NOW)
    if hours != "timed":
        start_time = None
    dates = dates or [start_on]
    schedule = Schedule.objects.create(
        event=event,
        start_on=start_on,
        start_time=start_time,
        hours=hours,
        zone=zone,
        duration=duration,
        rule=rule,
        until_on=max(dates) if rule else None,
        created_at=NOW,
        last_modified=NOW,
    )
    for day in dates:
        make_occurrence(schedule=schedule, original_on=day)
    return event


def make_occurrence(*, schedule, original_on, **fields):
    """A scheduled date with the schedule's hour and the event's whereabouts. Instants as in events/wall_time.py."""
    event = schedule.event
    zone = ZoneInfo(schedule.zone)
    start_on = fields.get("start_on", original_on)
    start_time = fields.get("start_time", schedule.start_time)
    wall_start = dt.datetime.combine(start_on, start_time or dt.time(0, 0))
    length = schedule.duration or (dt.timedelta(hours=3) if start_time else dt.timedelta(days=1))
    if start_time is None:
        length = max(length, dt.timedelta(days=1))
    whereabouts = (
        "attendance",
        "place",
        "place_is_pending",
        "place_visibility",
        "public_area",
        "town",
        "country",
        "shown_place",
        "online_url",
        "online_visibility",
        "shown_online_url",
        "capacity_in_person",
        "capacity_online",
    )
    defaults = {name: getattr(event, name) for name in whereabouts} | {
        "event": event,
        "schedule": schedule,
        "original_on": original_on,
        "original_time": schedule.start_time or dt.time(0, 0),
        "date_slug": original_on.isoformat() if event.published_at else None,
        "start_on": start_on,
        "start_time": start_time,
        "hours": schedule.hours,
        "duration": schedule.duration,
        "starts_at": wall_start.replace(tzinfo=zone).astimezone(dt.UTC),
        "ends_at": (wall_start + length).replace(tzinfo=zone).astimezone(dt.UTC),
        "local_day": start_on,
    }
    return Occurrence.objects.create(**{**defaults, **fields})


def make_campaign(*, organization=None, call=None, published=True, **fields):
    n = next(_number)
    defaults = {"slug": f"campaign-{n}", "kind": "boycott", "title": f"Boycott {n}", "start_on": dt.date(2027, 2, 1)}
    campaign = Campaign.objects.create(
        organization=organization or make_organization(),
        created_at=NOW,
        published_at=NOW if published else None,
        **{**defaults, **fields},
    )
    if call is not None:
        AnsweredCall.objects.create(call=call, anchor=call.anchors.get(), campaign=campaign, linked_at=NOW)
    return campaign


def make_milestone(*, campaign=None, on=dt.date(2027, 4, 20), **fields):
    defaults = {"title": "Shareholders’ meeting", "created_at": NOW, "last_modified": NOW}
    return Milestone.objects.create(campaign=campaign or make_campaign(), on=on, **{**defaults, **fields})
