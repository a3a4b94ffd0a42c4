"""One event of each shape that a date can have, made by the verbs that organisers use. What a test compares byte by
byte has fixed names; each function returns the address of its calendar."""

import datetime as dt

from accounts.models import Organization
from events.actions.details import Details
from events.actions.event import cancel_event, post_event
from events.actions.occurrence import cancel_occurrence, move_occurrence, postpone_occurrence
from events.actions.schedule import reschedule
from events.actions.whereabouts import Where
from events.models import Milestone, Schedule
from events.timing import Timing
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_milestone,
    make_organization,
    make_place,
    make_statement,
    make_user,
)

NEW_YORK, GAZA = "America/New_York", "Asia/Gaza"
SATURDAY = dt.date(2027, 3, 6)
NIGHT = Timing(start_on=SATURDAY, start_time=dt.time(22), duration=dt.timedelta(hours=8), zone=NEW_YORK)
ROOM = "https://meet.example.org/room?a=1;b=2,3"
LATER = NOW + dt.timedelta(hours=1)


def timed():
    return _address(_post("Hands off our clinics", call=_call()))


def irregular_zone():
    return _address(_post("One chair per street", zone=GAZA))


def all_day():
    return _address(_post("A day without cars", hours="all-day", start_time=None, duration=None))


def several_days():
    days = dt.timedelta(days=3)
    return _address(_post("Three days at the gate", hours="all-day", start_time=None, duration=days))


def hour_to_be_announced():
    return _address(_post("Meet the council", hours="tba", start_time=None, duration=None))


def no_known_end():
    return _address(_post("Until they sign", duration=None))


def online():
    where = Where(attendance="online", online_url=ROOM, online_visibility="public")
    return _address(_post("Know your rights", where=where, kind="teach-in"))


def hybrid():
    where = Where(attendance="both", place=_place(), online_url=ROOM, online_visibility="public")
    return _address(_post("Hall and screen", where=where))


def hidden_place():
    where = Where(place=_place(name="Cellar 9"), place_visibility="confirmed", public_area="Old town", town="Ashford")
    return _address(_post("Planning evening", where=where))


def weekly():
    """22:00 to 06:00 over the short night; one date left out, one added, one moved, one cancelled."""
    event = _post(
        "Night vigil",
        kind="vigil",
        rule="FREQ=WEEKLY;BYDAY=SA",
        until_on=dt.date(2027, 4, 24),
        exdates=(dt.date(2027, 3, 27),),
        rdates=(dt.date(2027, 4, 14),),
        call=_call(),
    )
    moved, cancelled = event.occurrences.order_by("original_on")[2:4]
    move_occurrence(
        moved,
        start_on=dt.date(2027, 3, 21),
        start_time=dt.time(18),
        duration=dt.timedelta(hours=1),
        note="Too cold at night",
        by=event.created_by,
        now=LATER,
    )
    cancel_occurrence(cancelled, note="The square is flooded", by=event.created_by, now=LATER)
    return _address(event)


def weekly_in_an_irregular_zone():
    """Its second date comes after the clock has changed, its third in Gaza's autumn would be told by another onset."""
    return _address(_post("Every Saturday", zone=GAZA, rule="FREQ=WEEKLY;BYDAY=SA", until_on=dt.date(2027, 11, 6)))


def monthly():
    rule = "FREQ=MONTHLY;BYDAY=-1SU"
    timing = {"start_on": dt.date(2027, 3, 28), "start_time": dt.time(1, 30), "zone": "Europe/Madrid"}
    return _address(_post("Last Sunday", rule=rule, until_on=dt.date(2027, 12, 26), **timing))


def ended_early():
    """From 27 March on at 19:00: the first series ends, a second one with a UID of its own takes over."""
    event = _post("Weekly picket", kind="picket", rule="FREQ=WEEKLY;BYDAY=SA", until_on=dt.date(2027, 4, 24))
    timing = Timing(
        start_on=dt.date(2027, 3, 27),
        start_time=dt.time(19),
        duration=dt.timedelta(hours=2),
        zone=NEW_YORK,
        rule="FREQ=WEEKLY;BYDAY=SA",
        until_on=dt.date(2027, 4, 24),
    )
    reschedule(event, timing=timing, from_on=timing.start_on, by=event.created_by, now=LATER)
    return _address(event)


def postponed():
    event = _post("Open-air film", kind="screening")
    postpone_occurrence(event.occurrences.get(), note="A storm", by=event.created_by, now=LATER)
    return _address(event)


def cancelled_whole():
    event = _post("Strike breakfast", rule="FREQ=WEEKLY;BYDAY=SA", until_on=dt.date(2027, 3, 27))
    cancel_event(event, note="They have signed", by=event.created_by, now=LATER)
    return _address(event)


def milestones():
    campaign = make_campaign(slug="divest", title="Divest", organization=_organization(), call=_call())
    make_milestone(campaign=campaign, on=dt.date(2027, 4, 20), title="Shareholders’ meeting", note="All may speak.")
    make_milestone(campaign=campaign, on=dt.date(2027, 5, 3), title="Deadline", state="cancelled")
    return _fixed("/campaigns/divest.ics")


def arabic():
    organization = _organization(name="لجنة العيادات", slug="clinics-committee", language="ar")
    title = "ارفعوا أيديكم عن عياداتنا، كل يوم سبت: مسيرة من ساحة البرج إلى مبنى البلدية 👩🏽‍🚒"
    place = make_place(
        organization=organization, name="ساحة برج الساعة", address_lines="شارع السوق ١١٢", locality="رام الله"
    )
    event = _post(
        title, organization=organization, where=Where(place=place), summary="أحضروا لافتة؛ وجاراً، وشيئاً دافئاً."
    )
    return _address(event) + "?lang=ar"


def hostile_text():
    """No form lets all of this in; a row may hold it nevertheless."""
    event = _post("Nobody's title", summary="x")
    hostile = 'A\rB\x85C\u2028D\x0b"E"\x07\u202e\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:evil\\n;,👩🏽‍🚒العربية'
    type(event).objects.filter(pk=event.pk).update(title=hostile, summary=hostile * 3, description="é\n\n" * 5_000)
    return _address(event)


SHAPES = (
    timed,
    irregular_zone,
    all_day,
    several_days,
    hour_to_be_announced,
    no_known_end,
    online,
    hybrid,
    hidden_place,
    weekly,
    weekly_in_an_irregular_zone,
    monthly,
    ended_early,
    postponed,
    cancelled_whole,
    milestones,
    arabic,
    hostile_text,
)


def _post(title, *, organization=None, kind="rally", summary="", call=None, where=None, **timing):
    organization = organization or _organization()
    where = where or Where(place=_place(organization=organization))
    fields = {name: getattr(NIGHT, name) for name in ("start_on", "start_time", "duration", "zone")}
    return post_event(
        organization,
        details=Details(title=title, kind=kind, summary=summary, calls=(call,) if call else ()),
        timing=Timing(**{**fields, **timing}),
        where=where,
        by=organization.memberships.get().user,
        now=NOW,
    )


def _organization(name="Clinic Workers United", slug="clinic-workers", **fields):
    known = Organization.objects.filter(slug=slug).first()
    return known or make_organization(name=name, slug=slug, owner=make_user(), **fields)


def _place(*, organization=None, **fields):
    where = {"latitude": "40.7123456", "longitude": "-74.0060001"}
    return make_place(organization=organization or _organization(), **where, **fields)


def _call():
    return make_call(statement=make_statement(slug="clinics", organization=_organization()), slug="rally")


def _address(event):
    return _fixed(event.get_absolute_url().rstrip("/") + ".ics")


def _fixed(address):
    """The same UIDs in every run, before anybody has read the calendar."""
    for model in (Schedule, Milestone):
        for number, row in enumerate(model.objects.order_by("pk"), 1):
            model.objects.filter(pk=row.pk).update(uid=f"{model._meta.model_name}-{number}")
    return address
