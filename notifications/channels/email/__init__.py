"""Mail, over whatever Django's EMAIL_BACKEND says."""

from notifications.channels.email.channel import EmailChannel

__all__ = ["CHANNEL", "EmailChannel"]

CHANNEL = EmailChannel
