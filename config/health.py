"""What programs ask: is the process alive, can the site work, how long has the oldest message been waiting."""

from datetime import datetime
from typing import Any

from django.db import Error, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.errors import KeysUnavailable
from accounts.keys import contact_key_opens
from notifications.health import Health, read_health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while both databases answer, otherwise 503.

    A contact key that opens nothing closes only RSVP and mail, and old messages close nothing: both are for an alarm.
    """
    state = readiness(now=timezone.now())
    return JsonResponse(state, status=200 if state["database"] and state["keys"] else 503)


def readiness(*, now: datetime) -> dict[str, Any]:
    """Which databases answer, whether the contact key opens, and how the outbox is doing: the age in seconds of the
    oldest due delivery, how many are sent in a minute, how many have failed."""
    answering = {alias: answers(alias) for alias in ("default", "keys")}
    outbox = outbox_health(now) if answering["default"] else None
    return {
        "database": answering["default"],
        "keys": answering["keys"],
        "contact_key_opens": all(answering.values()) and opens(),
        "oldest_due_seconds": outbox.oldest_due_seconds if outbox else None,
        "sent_per_minute": outbox.sent_per_minute if outbox else None,
        "dead_letters": outbox.dead_letters if outbox else None,
    }


def answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def opens() -> bool:
    try:
        return contact_key_opens()
    except (KeysUnavailable, Error):
        return False


def outbox_health(now: datetime) -> Health | None:
    """None while the tables are not there yet."""
    try:
        return read_health(now=now)
    except Error:
        return None
