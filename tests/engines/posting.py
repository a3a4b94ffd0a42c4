"""What happens on the site that the subscriber reads, by the verbs of its pages, in a process beside the server."""

import datetime as dt
import json

from django.utils import timezone

from accounts.models import User
from events.actions.details import Details
from events.actions.event import post_event
from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.actions.whereabouts import Where
from events.models import Occurrence
from events.timing import Timing
from tests.events.factories import make_organization, make_user

STATUS = {"scheduled": "CONFIRMED", "cancelled": "CANCELLED"}


def post():
    """A series of four weeks and a single evening."""
    now, first = timezone.now(), timezone.now().date() + dt.timedelta(days=10)
    by = make_user()
    group = make_organization(slug="neighbours", owner=by)
    where = Where(place_line="ساحة البلدية, Ashford")
    evening = {"start_on": first, "start_time": dt.time(22), "duration": dt.timedelta(hours=1)}
    series = Timing(zone="America/New_York", rule="FREQ=WEEKLY", until_on=first + dt.timedelta(days=21), **evening)
    for title, timing in (("Vigil, every week", series), ("مسيرة", Timing(zone="Asia/Gaza", **evening))):
        post_event(group, details=Details(title=title, kind="vigil"), timing=timing, where=where, by=by, now=now)


def change():
    """The second week is cancelled, the third a day later and earlier in the evening."""
    now, by = timezone.now(), User.objects.get()
    second, third = Occurrence.objects.filter(schedule__rule__gt="").order_by("original_on")[1:3]
    cancel_occurrence(second, note="A storm", by=by, now=now)
    day = third.start_on + dt.timedelta(days=1)
    move_occurrence(third, start_on=day, start_time=dt.time(17), duration=dt.timedelta(hours=1), by=by, now=now)


def print_rows():
    """Title, start and end in UTC, place, status of every date, as JSON."""
    print(json.dumps([_shown(row) for row in Occurrence.objects.select_related("event", "place")]))


def _shown(row):
    title = f"Cancelled: {row.event.title}" if row.state == "cancelled" else row.event.title
    times = [f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}" for moment in (row.starts_at, row.ends_at)]
    return [title, *times, row.place.one_line, STATUS[row.state]]
