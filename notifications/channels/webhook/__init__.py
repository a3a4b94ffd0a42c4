"""Signed POSTs to servers of others, as Standard Webhooks says."""

from notifications.channels.webhook.channel import WebhookChannel, WebhookMessage
from notifications.channels.webhook.signing import new_secret

__all__ = ["CHANNEL", "WebhookChannel", "WebhookMessage", "new_secret"]

CHANNEL = WebhookChannel
