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
from notifications.models import Delivery


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
    """Which databases answer, whether the contact key opens, and the age in seconds of the oldest due delivery."""
    answering = {alias: answers(alias) for alias in ("default", "keys")}
    return {
        "database": answering["default"],
        "keys": answering["keys"],
        "contact_key_opens": all(answering.values()) and opens(),
        "oldest_due_seconds": oldest_due_seconds(now) if answering["default"] else None,
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


def oldest_due_seconds(now: datetime) -> int | None:
    """None while the tables are not there yet."""
    try:
        return int(Delivery.objects.all().oldest_due_age(now).total_seconds())
    except Error:
        return None
