"""The webhooks of an organisation."""

from django.urls import path

from events.views import organize_webhook

WEBHOOKS = "organize/organizations/<slug:organization>/webhooks/"

urlpatterns = [
    path(WEBHOOKS, organize_webhook.list_webhooks, name="organize-webhook-list"),
    path(f"{WEBHOOKS}<int:pk>/", organize_webhook.show_webhook, name="organize-webhook-detail"),
]
