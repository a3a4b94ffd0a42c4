"""What the schedule does for events. Tasks carry nothing: what is due stands in the database."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from events.actions.clocks import follow_clocks
from events.actions.purge import purge
from events.feeds.files import refresh_feeds


@shared_task
def purge_due() -> None:
    """Every hour: an answer that nobody confirmed is not kept a day longer than promised."""
    purge(now=timezone.now())


@shared_task
def follow_new_clocks() -> None:
    """Every day: whoever has installed another tzdata need not remember to do anything else."""
    follow_clocks(now=timezone.now())


@shared_task
def refresh_feed_files() -> None:
    """Every half minute, where calendars are kept as files."""
    if settings.FEED_DIR is not None:
        refresh_feeds(now=timezone.now())
