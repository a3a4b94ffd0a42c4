"""What answers a call has the call's words in its calendar entries: when they change, the entries do."""

import datetime as dt
from typing import Any

from events.calendars.touch import touch_calendar
from events.models import Milestone, Schedule


def touch_answers(answered: Any, *, now: dt.datetime) -> None:
    """`answered` is a queryset of AnsweredCall whose quotes appear, go or change; nobody's hour or place does."""
    touch_calendar(Schedule.objects.filter(event__answered_calls__in=answered), material=False, now=now)
    touch_calendar(Milestone.objects.filter(campaign__answered_calls__in=answered), material=False, now=now)
