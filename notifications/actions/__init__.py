"""What can be done with the outbox."""

from notifications.actions.draining import Drained, drain
from notifications.actions.owing import forget, make_due, owe, retry_failed, withdraw
from notifications.actions.planning import HORIZON, Planned, plan
from notifications.actions.sweeping import sweep

__all__ = [
    "HORIZON",
    "Drained",
    "Planned",
    "drain",
    "forget",
    "make_due",
    "owe",
    "plan",
    "retry_failed",
    "sweep",
    "withdraw",
]
