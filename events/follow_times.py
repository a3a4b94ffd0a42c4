"""When digests are due: at 08:00 of the person's wall clock, each day or each Monday. Pure.

That is when quiet hours end; what is late waits for the next morning. In the night that clocks change it is 08:00 as
the clock shows it then.
"""

import datetime as dt

from events.quiet_hours import quiet_until
from events.wall_time import ONE_DAY, wall_clock

WEEKLY = "weekly"


def next_digest(how_often: str, *, zone: str, after: dt.datetime) -> dt.datetime:
    """The first morning later than `after`; for "weekly" the first Monday's."""
    day = wall_clock(after, zone).date()
    while (due := quiet_until(day, zone)) <= after or (how_often == WEEKLY and day.weekday()):
        day += ONE_DAY
    return due
