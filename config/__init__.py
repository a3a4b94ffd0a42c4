"""The one place that knows settings, URLs and the server. Imported before anything else in every process."""

import zoneinfo

# The `tzdata` package is the only source of time zones: the system's and PostgreSQL's files are older.
zoneinfo.reset_tzpath(())

from config.celery import app as celery_app  # noqa: E402  (zones first)

__all__ = ["celery_app"]
