"""Addresses that have another one now: bookmarks and mails lead there."""

from django.urls import path
from django.views.generic import RedirectView

_WEBHOOKS = "organize/<slug:organization>/webhooks/"

urlpatterns = [
    path(_WEBHOOKS, RedirectView.as_view(pattern_name="events:organize-webhook-list", permanent=True)),
    path(f"{_WEBHOOKS}<int:pk>/", RedirectView.as_view(pattern_name="events:organize-webhook-detail", permanent=True)),
]
