"""Every public and organisers' address of this app, by subject."""

from django.urls import include, path

from events.urls import (
    calendar_file,
    call,
    call_table,
    campaign,
    co_host,
    event,
    feeds,
    follow,
    home,
    host,
    organization,
    organize,
    pasted_list,
    reminders,
    review,
    rsvp,
    signing,
    statement,
    webhook,
)

app_name = "events"
urlpatterns = [
    *home.urlpatterns,
    *feeds.urlpatterns,  # before the pages: /events/<slug>.ics must not be taken for a slug
    *statement.urlpatterns,
    *call.urlpatterns,
    *host.urlpatterns,
    *call_table.urlpatterns,
    *pasted_list.urlpatterns,
    *calendar_file.urlpatterns,
    *event.urlpatterns,
    *rsvp.urlpatterns,
    *follow.urlpatterns,
    *campaign.urlpatterns,
    *organization.urlpatterns,
    *organize.urlpatterns,
    *reminders.urlpatterns,
    *review.urlpatterns,
    *co_host.urlpatterns,
    *signing.urlpatterns,
    *webhook.urlpatterns,
    path("api/v1/", include("events.api.urls")),
]
