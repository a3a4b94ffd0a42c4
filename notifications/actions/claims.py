"""Who may send what: claims, the fence before sending, and giving back. Leases run by the database's clock.

One statement each, so that no lock is held between reading and writing. PostgreSQL passes over rows that another
drainer is just claiming; SQLite has one writer at a time anyway (and Django drops SKIP LOCKED there without a word).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F

from notifications.models import Delivery

# Longer than one message can take: five replies of EMAIL_TIMEOUT each. A killed drainer's rows wait so long.
LEASE = timedelta(seconds=180)

_DUE = """
    SELECT id FROM notifications_delivery
    WHERE settled_at IS NULL AND due_at <= %s AND (lease_until IS NULL OR lease_until <= {clock})
        AND channel IN ({channels})
    ORDER BY urgency, order_at, due_at, id LIMIT %s
"""
_TOPIC_CHANGE = """
    COALESCE((SELECT change FROM notifications_topic AS t WHERE t.name = notifications_delivery.topic), 0)
"""
_CLAIM = """
    UPDATE notifications_delivery
    SET state = 'claimed', claim_token = %s, lease_until = {lease}, attempts = attempts + 1,
        topic_change = {topic_change}
    {which}
    RETURNING {columns}
"""
# Named one by one: SQLite refuses "table.*" here, and with "*" PostgreSQL would return the id of `due` as well.
_COLUMNS = ", ".join(
    f"notifications_delivery.{field.column} AS {field.column}" for field in Delivery._meta.concrete_fields
)
_RENEW = """
    UPDATE notifications_delivery SET lease_until = {lease}
    WHERE claim_token = %s AND id IN ({ids}) AND topic_change = {topic_change}
    RETURNING id
"""
_CLOCK = {
    "postgresql": "clock_timestamp()",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
}
IN_SECONDS = {
    "postgresql": "clock_timestamp() + make_interval(secs => %s)",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %s || ' seconds')",
}


def claim(*, now: datetime, channels: Collection[str], limit: int, lease: timedelta = LEASE) -> list[Delivery]:
    """Take at most `limit` due messages for `lease`, the most urgent first; nobody else gets them meanwhile."""
    if not channels:
        return []
    values = [written_token(uuid4()), lease.total_seconds(), written_instant(now), *sorted(channels), limit]
    if connection.vendor == "postgresql":
        values = [*values[2:], *values[:2]]  # the WITH clause comes first
    with transaction.atomic(durable=True):
        claimed = list(Delivery.objects.raw(_claim_sql(len(channels)), values))
    return sorted(claimed, key=lambda row: (row.urgency, row.order_at, row.due_at, row.pk))


def _claim_sql(number_of_channels: int) -> str:
    due = _DUE.format(clock=_CLOCK[connection.vendor], channels=places(number_of_channels))
    is_postgresql = connection.vendor == "postgresql"
    update = _CLAIM.format(
        lease=IN_SECONDS[connection.vendor],
        topic_change=_TOPIC_CHANGE,
        columns=_COLUMNS,
        which="FROM due WHERE notifications_delivery.id = due.id" if is_postgresql else f"WHERE id IN ({due})",
    )
    return f"WITH due AS MATERIALIZED ({due} FOR UPDATE SKIP LOCKED) {update}" if is_postgresql else update


def renew(deliveries: Sequence[Delivery], *, lease: timedelta = LEASE) -> set[int]:
    """The ids of those (of one claim) that may be sent now: still ours, and unchanged since they were prepared. One
    statement, which commits with the transaction around it or by itself."""
    if not deliveries:
        return set()
    sql = _RENEW.format(lease=IN_SECONDS[connection.vendor], ids=places(len(deliveries)), topic_change=_TOPIC_CHANGE)
    token = written_token(deliveries[0].claim_token)
    values: list[Any] = [lease.total_seconds(), token, *[delivery.pk for delivery in deliveries]]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {pk for (pk,) in cursor.fetchall()}


def release(deliveries: Sequence[Delivery]) -> int:
    """Give back what is still ours of one claim and was not tried; it can be claimed at once. Returns how many."""
    if not deliveries:
        return 0
    ids = [delivery.pk for delivery in deliveries]
    return Delivery.objects.filter(pk__in=ids, claim_token=deliveries[0].claim_token).update(
        state=Delivery.State.PLANNED, claim_token=None, lease_until=None, attempts=F("attempts") - 1
    )


def places(number: int) -> str:
    return ", ".join(["%s"] * number)


def written_token(token: UUID | None) -> Any:
    return token if token is None or connection.features.has_native_uuid_field else token.hex


def written_instant(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
