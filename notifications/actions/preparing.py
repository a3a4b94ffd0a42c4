"""From claimed rows to messages, by kind; what breaks is set apart, so that one bad row never holds up another."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError

from notifications.channels import CHANNELS
from notifications.errors import where_it_broke
from notifications.kinds import Made, NotOwed, NotYet, Outcome, Prepared, Result, message_kind
from notifications.models import Delivery

logger = logging.getLogger(__name__)

# A row whose message cannot be made is pushed ahead so many times, then it has failed and is shown as such.
TRIES_TO_PREPARE = 8


def prepare(claimed: Sequence[Delivery], *, now: datetime) -> dict[int, Prepared | Outcome]:
    """By id, a message to send, or how the delivery ended without one."""
    expired = [delivery for delivery in claimed if delivery.not_after < now]
    prepared: dict[int, Prepared | Outcome] = {
        delivery.pk: Outcome(Result.EXPIRED, reason="its time was over") for delivery in expired
    }
    by_kind: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        if delivery.pk not in prepared:
            by_kind[delivery.kind].append(delivery)
    for deliveries in by_kind.values():
        prepared |= _prepare_kind(deliveries, now=now)
    return prepared


def _prepare_kind(deliveries: Sequence[Delivery], *, now: datetime) -> dict[int, Prepared | Outcome]:
    """All at once; if that breaks, in halves, down to the rows that break alone."""
    try:
        made = message_kind(deliveries[0].kind).prepare(deliveries, now=now)
    except (OperationalError, InterfaceError):
        raise  # the database's fault, not the row's
    except Exception as error:  # the isolation boundary: one delivery
        if len(deliveries) == 1:
            return {deliveries[0].pk: _broken(deliveries[0], where_it_broke(error))}
        half = len(deliveries) // 2
        return _prepare_kind(deliveries[:half], now=now) | _prepare_kind(deliveries[half:], now=now)
    return {delivery.pk: _outcome_or_message(delivery, made) for delivery in deliveries}


def _outcome_or_message(delivery: Delivery, made: Mapping[int, Made]) -> Prepared | Outcome:
    match made.get(delivery.pk):
        case NotOwed(reason):
            return Outcome(Result.NOT_OWED, reason=reason)
        case NotYet(due_at):
            return Outcome(Result.RETRY, reason="not yet", due_at=due_at)
        case Prepared() as message if isinstance(message, CHANNELS[delivery.channel].takes):
            return message
    return _broken(delivery, "its kind made nothing of it that its channel takes")


def _broken(delivery: Delivery, reason: str) -> Outcome:
    logger.error("Delivery %s (%s) could not be prepared: %s", delivery.pk, delivery.kind, reason)
    is_last = delivery.attempts >= TRIES_TO_PREPARE
    return Outcome(Result.FAILED if is_last else Result.RETRY, "prepare", reason)
