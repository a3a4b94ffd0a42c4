"""Which reminders are sent."""

from django.urls import path

from events.views import organize_reminders

urlpatterns = [
    path(
        "organize/events/<slug:slug>/reminders/", organize_reminders.reminders_of_event, name="organize-event-reminders"
    ),
    path(
        "organize/organizations/<slug:slug>/reminders/",
        organize_reminders.reminders_of_organization,
        name="organize-organization-reminders",
    ),
]
