"""What can be done with the outbox."""

from notifications.actions.doubting import RESTORED, doubt_due
from notifications.actions.draining import Drained, drain
from notifications.actions.owing import (
    call_off,
    forget,
    hold_back,
    make_due,
    owe,
    retry_failed,
    retry_failed_about,
    send_again,
    unplan,
    withdraw_all,
)
from notifications.actions.planning import HORIZON, Planned, plan
from notifications.actions.sweeping import sweep

__all__ = [
    "HORIZON",
    "RESTORED",
    "Drained",
    "Planned",
    "call_off",
    "doubt_due",
    "drain",
    "forget",
    "hold_back",
    "make_due",
    "owe",
    "plan",
    "retry_failed",
    "retry_failed_about",
    "send_again",
    "sweep",
    "unplan",
    "withdraw_all",
]
