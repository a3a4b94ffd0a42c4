"""Calls in public and as their editors see them."""

from django.urls import path

from events.views import call, organize_call

urlpatterns = [
    path("calls/", call.list_calls, name="call-list"),
    path("calls/<slug:slug>/", call.show_call, name="call-detail"),
    path("organize/statements/<slug:slug>/calls/new/", organize_call.new_call, name="organize-call-new"),
    path("organize/calls/<slug:slug>/", organize_call.edit_call, name="organize-call-edit"),
    path("organize/calls/<slug:slug>/unmark/", organize_call.unmark_call, name="organize-call-unmark"),
    path(
        "organize/calls/<slug:slug>/in/<slug:statement>/<int:number>/",
        organize_call.place_call,
        name="organize-call-place",
    ),
]
