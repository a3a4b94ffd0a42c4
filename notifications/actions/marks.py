"""Writes down how tries ended, a group at a time, takes the next group with the same commit, and tells the kinds what
has ended for good."""

import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from notifications.actions.claims import IN_SECONDS, LEASE, places, renew, written_instant, written_token
from notifications.errors import where_it_broke
from notifications.kinds import Outcome, Result, message_kind
from notifications.models import Delivery
from notifications.verdicts import Verdict, verdict

logger = logging.getLogger(__name__)

Tries = Sequence[tuple[Delivery, Outcome]]

# A mark that is not written means a second copy: a database that restarts is waited for.
PATIENCE_SECONDS = (0.2, 1.0, 3.0, 5.0)
# Twenty times a second and more: built anew by the ORM, it would take as long as sending.
_MARK = """
    UPDATE notifications_delivery
    SET state = %s, claim_token = NULL, last_code = %s, reason = %s, settled_at = %s, due_at = COALESCE(%s, due_at),
        lease_until = {lease}
    WHERE settled_at IS NULL AND id IN ({ids}) {whose}
"""
HANDED_OVER = {Delivery.State.SENT, Delivery.State.KEPT}


def mark(tries: Tries, *, now: datetime, following: Sequence[Delivery] = (), lease: timedelta = LEASE) -> set[int]:
    """Write how these tries (of one claim) ended, then settle those that are over. With the same commit, for which one
    waits as long as for a mail to be sent, renew those `following` (of one claim); returns the ids of these."""
    verdicts = [(delivery, verdict(delivery, outcome)) for delivery, outcome in tries]
    renewed = _write_patiently(verdicts, following, now=now, lease=lease)
    for (delivery, outcome), (_, decided) in zip(tries, verdicts, strict=True):
        if decided.wait is None:
            # What was to be tried again, and has been often enough, has failed.
            is_given_up = outcome.result is Result.RETRY
            delivery.settled_at = now
            _settle(delivery, replace(outcome, result=Result.FAILED) if is_given_up else outcome)
    return renewed


def _write_patiently(
    verdicts: Sequence[tuple[Delivery, Verdict]], following: Sequence[Delivery], *, now: datetime, lease: timedelta
) -> set[int]:
    for pause in PATIENCE_SECONDS if verdicts else ():
        try:
            return _write(verdicts, following, now=now, lease=lease)
        except (OperationalError, InterfaceError) as error:
            logger.warning("Marks could not be written, trying again: %s", where_it_broke(error))
            connection.close()
            time.sleep(pause)
    return _write(verdicts, following, now=now, lease=lease)


def _write(
    verdicts: Sequence[tuple[Delivery, Verdict]], following: Sequence[Delivery], *, now: datetime, lease: timedelta
) -> set[int]:
    alike: dict[Verdict, list[Delivery]] = defaultdict(list)
    for delivery, decided in verdicts:
        alike[decided].append(delivery)
    with transaction.atomic(durable=True):
        for decided, deliveries in alike.items():
            _write_alike(decided, deliveries, now=now)
        return renew(following, lease=lease)


def _write_alike(decided: Verdict, deliveries: Sequence[Delivery], *, now: datetime) -> None:
    settled_at = written_instant(now) if decided.wait is None else None
    due_at = written_instant(decided.due_at) if decided.due_at else None
    wait = [decided.wait.total_seconds()] if decided.wait else []
    whose, token = _still_ours(decided, deliveries[0].claim_token)
    sql = _MARK.format(
        lease=IN_SECONDS[connection.vendor] if wait else "NULL", ids=places(len(deliveries)), whose=whose
    )
    ids = [delivery.pk for delivery in deliveries]
    with connection.cursor() as cursor:
        cursor.execute(sql, [decided.state, decided.code, decided.reason, settled_at, due_at, *wait, *ids, *token])


def _still_ours(decided: Verdict, token: UUID | None) -> tuple[str, list[Any]]:
    """What is out is out, even if the lease ran out meanwhile: whoever holds the row now must not send it again."""
    if decided.state in HANDED_OVER:
        return "", []
    return ("AND claim_token IS NULL", []) if token is None else ("AND claim_token = %s", [written_token(token)])


def _settle(delivery: Delivery, outcome: Outcome) -> None:
    try:
        message_kind(delivery.kind).settle(delivery, outcome)
    except Exception as error:  # the isolation boundary: one delivery; its mark is written and stays
        logger.error("Delivery %s was not settled by its kind: %s", delivery.pk, where_it_broke(error))
