"""The Celery application: a doorbell. What is owed stands in the database, never in a task."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init
from django.conf import settings

from config.environment import stop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("convoke")
app.set_default()  # otherwise retries from pool threads would look for a broker on amqp://localhost
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def refuse_without_redis(**_: Any) -> None:
    """For `celery worker` only: what listens to a broker in its own memory hears nobody."""
    if not settings.REDIS_URL:
        stop("REDIS_URL is missing: without it `serve` has its own worker and beat, or take `manage.py run_outbox`.")
