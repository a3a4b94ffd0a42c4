"""What answers a call has the call's words in its calendar entries: when they change, the entries do."""

import datetime as dt
from typing import Any

from events.calendars.touch import touch_calendar
from events.models import Milestone, Schedule


def touch_answers(calls: Any, *, now: dt.datetime) -> None:
    """`calls` is a queryset. Their texts have changed, nobody's hour or place."""
    events = Schedule.objects.filter(event__answered_calls__call__in=calls)
    milestones = Milestone.objects.filter(campaign__answered_calls__call__in=calls)
    touch_calendar(events, material=False, now=now)
    touch_calendar(milestones, material=False, now=now)
