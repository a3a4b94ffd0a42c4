import datetime as dt

from events.actions.details import Details
from events.actions.event import cancel_event, post_event
from events.actions.occurrence import move_occurrence
from events.actions.place import find_or_add_place
from events.actions.whereabouts import Where
from events.timing import Timing
from tests.events.factories import NOW, make_call, make_organization, make_statement


def test_smoke(db):
    org = make_organization()
    call = make_call(statement=make_statement(organization=org))
    place = find_or_add_place(org, text="Clock Tower Square, 112 Market St, Ashford")
    event = post_event(
        org,
        details=Details(title="Hands off", kind="rally", calls=[call]),
        timing=Timing(
            start_on=dt.date(2027, 3, 13), start_time=dt.time(17, 30), zone="America/New_York", rule="FREQ=WEEKLY"
        ),
        where=Where(place=place),
        by=None,
        now=NOW,
    )
    assert event.occurrences.count() == 53
    first = event.occurrences.first()
    move_occurrence(first, start_on=dt.date(2027, 3, 14), start_time=dt.time(18), duration=None, by=None, now=NOW)
    cancel_event(event, by=None, now=NOW)
