from django.urls import path

from events.views.home import list_events, show_home
from events.views.language import set_language

urlpatterns = [
    path("", show_home, name="home"),
    path("events/", list_events, name="event-list"),
    path("language/", set_language, name="set-language"),
]
