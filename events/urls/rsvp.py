"""Saying that one comes, the page behind one's link, and leaving."""

from django.urls import path

from events.views import leave, rsvp, rsvp_undo

urlpatterns = [
    path("events/<slug:slug>/rsvp/", rsvp.create_rsvp, name="rsvp-create"),
    path("rsvps/undo/<int:occurrence>/<str:sealed>/", rsvp_undo.undo_rsvp_change, name="rsvp-undo"),
    path("rsvps/<str:token>/", rsvp.show_rsvp, name="rsvp-detail"),
    path("rsvps/<str:token>/unsubscribe/", rsvp.unsubscribe, name="rsvp-unsubscribe"),
    path("leave/", leave.leave, name="leave"),
    path("leave/<str:token>/", leave.leave_link, name="leave-link"),
]
