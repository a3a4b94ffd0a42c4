"""A whole call pasted, looked through and taken over."""

from django.urls import path

from events.views import organize_list

paste = "organize/calls/<slug:slug>/paste/"

urlpatterns = [
    path(paste, organize_list.paste_list, name="organize-call-paste"),
    path(f"{paste}<int:pk>/", organize_list.take_list, name="organize-call-pasted"),
    path(f"{paste}<int:pk>/discard/", organize_list.discard_list, name="organize-call-pasted-discard"),
]
