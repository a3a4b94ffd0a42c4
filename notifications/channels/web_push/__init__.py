"""Messages to a browser, through the push service of its maker, which cannot read them."""

from notifications.channels.web_push.channel import PushMessage, WebPushChannel
from notifications.channels.web_push.encryption import read_point

__all__ = ["CHANNEL", "PushMessage", "WebPushChannel", "read_point"]

CHANNEL = WebPushChannel
