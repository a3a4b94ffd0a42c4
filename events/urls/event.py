"""The pages of an event and of each of its dates."""

from django.urls import path, re_path

from events.views import event

urlpatterns = [
    path("events/<slug:slug>/", event.show_event, name="event-detail"),
    # Before anything else under an event: only what looks like a date is one.
    re_path(
        r"^events/(?P<slug>[-\w]+)/(?P<date>\d{4}-\d{2}-\d{2}(?:T\d{4})?)/$",
        event.show_occurrence,
        name="occurrence-detail",
    ),
]
