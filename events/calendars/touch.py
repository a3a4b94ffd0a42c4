"""What a calendar shows has changed: say so in the rows, render later."""

import datetime as dt

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from events.querysets.campaign import MilestoneQuerySet
from events.querysets.event import ScheduleQuerySet

ONE_SECOND = dt.timedelta(seconds=1)


def touch_calendar(queryset: ScheduleQuerySet | MilestoneQuerySet, *, material: bool, now: dt.datetime) -> int:
    """Mark the fragments of these schedules or milestones stale, in one UPDATE; returns how many there were.

    `material`: start, end, zone, rule, exception, status, place or online link as the public sees them have changed,
    so SEQUENCE rises too (RFC 5546 section 2.1.4). LAST-MODIFIED always moves by a whole second at least, since some
    clients take an entry only if it does.
    """
    rows = queryset.model._base_manager.filter(pk__in=queryset.order_by().values("pk"))
    at = Value(now.replace(microsecond=0), output_field=DateTimeField())
    return rows.update(
        change=F("change") + 1,
        sequence=F("sequence") + (1 if material else 0),
        last_modified=Greatest(at, F("last_modified") + ONE_SECOND),
    )
