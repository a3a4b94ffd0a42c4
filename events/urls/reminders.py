"""Which reminders are sent."""

from django.urls import path

from events.views import host_reminders, organize_reminders

urlpatterns = [
    path("hosts/<str:token>/reminders/", host_reminders.reminders_of_host, name="host-reminders"),
    path(
        "organize/events/<slug:slug>/reminders/", organize_reminders.reminders_of_event, name="organize-event-reminders"
    ),
    path(
        "organize/organizations/<slug:slug>/reminders/",
        organize_reminders.reminders_of_organization,
        name="organize-organization-reminders",
    ),
]
