"""The settings of the drainers that are killed: the real ones, with the kind of message of the tests."""

import os

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE

MESSAGE_KINDS = ["tests.torture.outbox_kind.letters"]
EMAIL_TIMEOUT = 5
# A lost ring is made good in two seconds instead of thirty.
beat_seconds = float(os.environ.get("OUTBOX_BEAT_SECONDS", "2"))
CELERY_BEAT_SCHEDULE = {"outbox": CELERY_BEAT_SCHEDULE["outbox"] | {"schedule": beat_seconds}}
