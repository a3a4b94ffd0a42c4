"""The Celery application: a doorbell. What is owed stands in the database, never in a task."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("convoke")
app.set_default()  # otherwise retries from pool threads would look for a broker on amqp://localhost
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
