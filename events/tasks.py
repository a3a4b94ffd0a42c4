"""What the schedule does for events. Tasks carry nothing: what is due stands in the database."""

from celery import shared_task
from django.utils import timezone

from events.actions.purge import purge


@shared_task
def purge_due() -> None:
    """Every hour: an answer that nobody confirmed is not kept a day longer than promised."""
    purge(now=timezone.now())
