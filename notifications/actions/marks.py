"""Writes down how tries ended, a group at a time, and tells the kinds what has ended for good."""

import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from notifications.errors import where_it_broke
from notifications.kinds import Outcome, Result, message_kind
from notifications.models import Delivery
from notifications.verdicts import Verdict, verdict

logger = logging.getLogger(__name__)

Tries = Sequence[tuple[Delivery, Outcome]]

# A mark that is not written means a second copy: a database that restarts is waited for.
PATIENCE_SECONDS = (0.2, 1.0, 3.0, 5.0)
HANDED_OVER = {Delivery.State.SENT, Delivery.State.KEPT}


def mark(tries: Tries, *, now: datetime) -> None:
    """Write how these tries (of one claim) ended, then settle those that are over."""
    verdicts = [(delivery, verdict(delivery, outcome)) for delivery, outcome in tries]
    _write_patiently(verdicts, now=now)
    for (delivery, outcome), (_, decided) in zip(tries, verdicts, strict=True):
        if decided.wait is None:
            # What was to be tried again, and has been often enough, has failed.
            is_given_up = outcome.result is Result.RETRY
            delivery.settled_at = now
            _settle(delivery, replace(outcome, result=Result.FAILED) if is_given_up else outcome)


def _write_patiently(verdicts: Sequence[tuple[Delivery, Verdict]], *, now: datetime) -> None:
    for pause in PATIENCE_SECONDS:
        try:
            return _write(verdicts, now=now)
        except (OperationalError, InterfaceError) as error:
            logger.warning("Marks could not be written, trying again: %s", where_it_broke(error))
            connection.close()
            time.sleep(pause)
    return _write(verdicts, now=now)


def _write(verdicts: Sequence[tuple[Delivery, Verdict]], *, now: datetime) -> None:
    alike: dict[Verdict, list[Delivery]] = defaultdict(list)
    for delivery, decided in verdicts:
        alike[decided].append(delivery)
    with transaction.atomic(durable=True):
        for decided, deliveries in alike.items():
            _write_alike(decided, deliveries, now=now)


def _write_alike(decided: Verdict, deliveries: Sequence[Delivery], *, now: datetime) -> None:
    rows = Delivery.objects.unsettled().filter(pk__in=[delivery.pk for delivery in deliveries])
    # What is out is out, even if the lease ran out meanwhile: whoever holds the row now must not send it again.
    if decided.state not in HANDED_OVER:
        rows = rows.filter(claim_token=deliveries[0].claim_token)
    rows.update(
        state=decided.state,
        claim_token=None,
        lease_until=Now() + decided.wait if decided.wait else None,
        last_code=decided.code,
        reason=decided.reason,
        settled_at=now if decided.wait is None else None,
        **({"due_at": decided.due_at} if decided.due_at else {}),
    )


def _settle(delivery: Delivery, outcome: Outcome) -> None:
    try:
        message_kind(delivery.kind).settle(delivery, outcome)
    except Exception as error:  # the isolation boundary: one delivery; its mark is written and stays
        logger.error("Delivery %s was not settled by its kind: %s", delivery.pk, where_it_broke(error))
