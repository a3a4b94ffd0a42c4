from django.urls import path

from events.views import call

urlpatterns = [
    path("calls/", call.list_calls, name="call-list"),
    path("calls/<slug:slug>/", call.show_call, name="call-detail"),
]
