"""Signed POSTs to servers of others, as Standard Webhooks says."""

from notifications.channels.webhook.channel import WebhookChannel, WebhookMessage, webhook_id_of
from notifications.channels.webhook.signing import new_secret

__all__ = ["CHANNEL", "WebhookChannel", "WebhookMessage", "new_secret", "webhook_id_of"]

CHANNEL = WebhookChannel
