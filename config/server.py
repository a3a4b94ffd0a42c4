"""What `serve` hands to granian: the WSGI application and, without Redis, worker and beat in the same process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (after Django is set up)

from config.celery import app  # noqa: E402
from config.embedded_celery import EmbeddedCelery  # noqa: E402
from notifications.doorbell import doorbell  # noqa: E402

if not settings.REDIS_URL:
    EmbeddedCelery(app).start()
    doorbell.ring()  # what was due while nobody was here goes now, not at the first beat
