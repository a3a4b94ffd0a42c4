"""What has to follow when an organisation gets another name (settings.AFTER_ORGANIZATION_RENAMED)."""

import datetime as dt

from accounts.models import Organization
from events.actions import campaign as campaigns
from events.actions.details import write_search_text
from events.calendars.touch import touch_calendar
from events.models import Campaign, Event, Schedule
from events.querysets.event import prefetch_co_hosts

BATCH = 500


def follow_rename(organization: Organization, *, now: dt.datetime) -> None:
    """Searches find the new name, calendar entries show it. In the transaction of whoever renamed it."""
    hosted = Event.objects.hosted_by([organization])
    loaded = hosted.select_related("organization", "shown_place", "listed_host__claimed_by")
    events = list(loaded.prefetch_related(prefetch_co_hosts(Event)))
    for event in events:
        write_search_text(event)
    Event.objects.bulk_update(events, ["search_text"], batch_size=BATCH)
    rows = list(
        Campaign.objects.filter(organization=organization).select_related("organization").prefetch_related("targets")
    )
    for row in rows:
        campaigns.write_search_text(row)
    Campaign.objects.bulk_update(rows, ["search_text"], batch_size=BATCH)
    named = hosted.exclude(listed_host__claimed_by=organization)  # what it hosts under a claimed name shows that name
    touch_calendar(Schedule.objects.public().filter(event__in=named.order_by().values("pk")), material=False, now=now)
