"""The WSGI application, without worker and beat: for web processes beside Celery workers."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

CHARSET = re.compile(r";\s*charset\s*\*?\s*=[^;]*", re.IGNORECASE)
django_application = get_wsgi_application()

from events.feeds.door import FrontDoor  # noqa: E402  (after Django is set up)


def plain_application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Everything is read as UTF-8, whatever a request says of itself: Django would ask Python for a decoder of that
    name, and not all that have one are for text."""
    environ["CONTENT_TYPE"] = CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return django_application(environ, start_response)


application = FrontDoor(plain_application)
