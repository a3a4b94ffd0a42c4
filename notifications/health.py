"""How the outbox is doing: for readyz, doctor and the operators' page. Four reads that cost little on any table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.channels import CHANNELS
from notifications.models import Delivery

RATE_OVER = timedelta(minutes=5)
State = Delivery.State


@dataclass(frozen=True, slots=True)
class Health:
    """`dead_letters` ended without having been sent and are still kept; `waiting` should be on their way, or wait to be
    tried again."""

    oldest_due_seconds: int
    waiting: int
    sent_per_minute: float
    dead_letters: int


def read_health(*, now: datetime) -> Health:
    lately = Delivery.objects.filter(settled_at__gt=now - RATE_OVER, settled_at__lte=now)
    sent = lately.filter(state__in=[State.SENT, State.KEPT]).count()
    others = [name for name, channel in CHANNELS.items() if channel.at_once > 1]
    return Health(
        oldest_due_seconds=int(Delivery.objects.all().oldest_due_age(now, others=others).total_seconds()),
        waiting=Delivery.objects.due(now).count(),
        sent_per_minute=round(sent / (RATE_OVER.total_seconds() / 60), 1),
        dead_letters=Delivery.objects.failed().count(),
    )
