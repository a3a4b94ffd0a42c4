"""Lists and pages under other endings. `.rss` and `.json` are for lists, `.ics` for all."""

from django.urls import path

from events import scopes
from events.feeds import calendars, lists, private
from events.views.calendar import show_calendar, show_called_for_by

LISTS = [
    ("event", "events", scopes.all_events, scopes.one_event),
    ("statement", "statements", scopes.all_statements, scopes.one_statement),
    ("call", "calls", scopes.all_calls, scopes.one_call),
    ("campaign", "campaigns", scopes.all_campaigns, scopes.one_campaign),
    ("organization", "organizations", scopes.all_organizations, scopes.one_organization),
]

urlpatterns = [
    path("calendar/", show_calendar, name="calendar"),
    path("rel/called-for-by/", show_called_for_by, name="called-for-by"),
    path("calendars/<str:token>.ics", private.calendar, name="private-calendar"),
    path("events/<slug:slug>/<slug:date>.ics", calendars.date_file, name="occurrence-ics"),
    *[
        path(f"{plural}.ics", calendars.calendar, {"scope": every}, name=f"{model}-list-ics")
        for model, plural, every, _one in LISTS
    ],
    *[
        path(f"{plural}/<slug:slug>.ics", calendars.calendar, {"scope": one}, name=f"{model}-detail-ics")
        for model, plural, _every, one in LISTS
    ],
    *[
        path(f"events.{ending}", lists.events, {"ending": ending}, name=f"event-list-{ending}")
        for ending in lists.WRITERS
    ],
    *[
        path(f"{plural}.{ending}", lists.published, {"name": plural, "ending": ending}, name=f"{model}-list-{ending}")
        for model, plural, _every, _one in LISTS[1:]
        for ending in lists.WRITERS
    ],
]
