"""What waits for an answer: proposals under a call, questions between organisations; the kit of a call."""

from django.urls import path

from events.views import organize_waiting

urlpatterns = [
    path("organize/waiting/", organize_waiting.show_waiting, name="organize-waiting"),
]
