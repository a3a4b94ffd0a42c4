"""What the doorbell and the beat do. Tasks carry nothing: what is owed stands in the database."""

from threading import Event

from celery import shared_task
from django.utils import timezone

from notifications.actions import HORIZON, drain, plan, sweep
from notifications.doorbell import PLAN_TASK, RING_TASK, doorbell

# Set by a server process that ends: the message on its way is finished and marked, the rest is given back.
is_stopping = Event()


@shared_task(name=RING_TASK)
def ring() -> None:
    """Send what is due; ring again if there was no time for all of it."""
    if drain(now=timezone.now(), should_stop=is_stopping.is_set).has_more:
        doorbell.ring()


@shared_task(name=PLAN_TASK)
def beat() -> None:
    """Every 30 s, and when somebody asks: plan what is owed soon and send what is due."""
    now = timezone.now()
    plan(now=now, until=now + HORIZON)
    ring()


@shared_task
def sweep_finished() -> None:
    sweep(now=timezone.now())
