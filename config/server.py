"""What `serve` hands to granian: the WSGI application and, without Redis, worker and beat in the same process."""

from config.wsgi import application  # isort: skip  (sets Django up)

from django.conf import settings

from config.celery import app
from config.embedded_celery import EmbeddedCelery
from config.granian import end_with_main_process
from events import gazetteer
from events.feeds.last_uses import last_uses
from notifications.doorbell import doorbell

__all__ = ["application"]

MOMENTS_OF_START = 15  # seconds that belong to the first visitors

end_with_main_process()
last_uses.start_flushing()  # of what this process alone remembers
gazetteer.warm_up(after=MOMENTS_OF_START)
if not settings.REDIS_URL:
    EmbeddedCelery(app).start()
    doorbell.ring()  # what was due while nobody was here goes now, not at the first beat
