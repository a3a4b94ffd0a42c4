"""Who hosts an action with others."""

from django.urls import path

from events.views import organize_co_host

HOSTS = "organize/events/<slug:slug>/hosts/"

urlpatterns = [
    path(HOSTS, organize_co_host.hosts_of_own_event, name="organize-event-hosts"),
    path(f"{HOSTS}<slug:organization>/end/", organize_co_host.end_hosting, name="organize-event-host-end"),
]
