"""What one try means for its delivery: ended, or again after a while. Pure functions."""

import random
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifications.kinds import Outcome, Result
from notifications.models import Delivery

FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(minutes=30)
SHORTEST_WAIT = timedelta(seconds=5)
# A message that may have arrived: a change of place is worth a second copy at once, a reminder one after a while.
REMINDER_URGENCY = 2
REMINDER_WAIT_AFTER_LOSS = timedelta(minutes=10)
TRIES_AFTER_LOSS = {0: 3, 1: 3}
TRIES_AFTER_LOSS_OF_REMINDER = 1
LOSSES = re.compile(r"lost (\d+)")
CODE_LENGTH = 40
REASON_LENGTH = 200


@dataclass(frozen=True)
class Verdict:
    """The state after a try; `wait` is None when the delivery has ended. `due_at`: when it is due instead."""

    state: Delivery.State
    wait: timedelta | None
    code: str
    reason: str
    due_at: datetime | None = None


def verdict(delivery: Delivery, outcome: Outcome, *, chance: float | None = None) -> Verdict:
    """What follows from `outcome`; `chance` (0 to 1) spreads the waiting time, random when None."""
    chance = random.random() if chance is None else chance
    losses = losses_so_far(delivery)
    match outcome.result:
        case Result.UNCERTAIN:
            return _after_loss(delivery, outcome, losses=losses + 1, chance=chance)
        case Result.RETRY if outcome.tries is not None and delivery.attempts >= outcome.tries and not losses:
            return _verdict(Delivery.State.FAILED, None, losses, outcome)
        case Result.RETRY:
            state = Delivery.State.UNCERTAIN if losses else Delivery.State.PLANNED
            if outcome.due_at is not None:
                return replace(_verdict(state, timedelta(0), losses, outcome), due_at=outcome.due_at)
            return _verdict(state, backoff(delivery.attempts, chance=chance), losses, outcome)
        case Result.EXPIRED if losses:
            return _verdict(Delivery.State.UNCERTAIN, None, losses, outcome)
    return _verdict(Delivery.State(outcome.result.value), None, losses, outcome)


def losses_so_far(delivery: Delivery) -> int:
    """How many tries broke after the message was handed over (each may have arrived)."""
    found = LOSSES.match(delivery.last_code)
    return int(found[1]) if found else 0


def backoff(attempts: int, *, chance: float) -> timedelta:
    """Exponential with full jitter: anything up to 20 s, 40 s, 80 s, … 30 min, never less than 5 s."""
    ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 10))
    return max(SHORTEST_WAIT, ceiling * chance)


def _after_loss(delivery: Delivery, outcome: Outcome, *, losses: int, chance: float) -> Verdict:
    if losses > TRIES_AFTER_LOSS.get(delivery.urgency, TRIES_AFTER_LOSS_OF_REMINDER):
        wait = None
    elif delivery.urgency >= REMINDER_URGENCY:
        wait = REMINDER_WAIT_AFTER_LOSS
    else:
        wait = timedelta(0) if losses == 1 else backoff(delivery.attempts, chance=chance)
    return _verdict(Delivery.State.UNCERTAIN, wait, losses, outcome)


def _verdict(state: Delivery.State, wait: timedelta | None, losses: int, outcome: Outcome) -> Verdict:
    """The losses stay in front of the code, so that they are known at the next try."""
    lost = [f"lost {losses}"] if losses else []
    codes = [outcome.code] if outcome.code and outcome.result is not Result.UNCERTAIN else []
    return Verdict(state, wait, "; ".join(lost + codes)[:CODE_LENGTH], outcome.reason[:REASON_LENGTH])
