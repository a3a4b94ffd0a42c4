"""What can be done with the outbox."""

from notifications.actions.owing import forget, make_due, owe, retry_failed, withdraw

__all__ = ["forget", "make_due", "owe", "retry_failed", "withdraw"]
