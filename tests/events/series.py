"""A weekly picket, as tests of series post it."""

import datetime as dt

from events.actions.details import Details
from events.actions.event import post_event
from events.actions.whereabouts import Where
from events.timing import Timing
from tests.events.factories import NOW, make_organization

SATURDAYS = Timing(
    start_on=dt.date(2027, 3, 6),
    start_time=dt.time(18),
    zone="Europe/Madrid",
    rule="FREQ=WEEKLY;BYDAY=SA",
    until_on=dt.date(2027, 4, 3),
)
PICKET = Details(title="Picket", kind="picket")
ON_THE_SQUARE = Where(place_line="Square, Madrid")


def post_series(timing=SATURDAYS, *, organization=None, action=post_event, details=PICKET, where=ON_THE_SQUARE):
    return action(organization or make_organization(), details=details, timing=timing, where=where, by=None, now=NOW)
