"""Mails that failed, once more: the mail server was mended, or the address exists now."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.locking import lock_event
from events.errors import EventsError
from events.messages import topic_of
from events.models import Event
from events.permissions import Editor
from notifications.actions import retry_failed_about


@transaction.atomic
def retry_failed_mails(event: Event, *, by: Editor, now: dt.datetime) -> int:
    """Of all dates of the action, through the same planner and fences. Returns how many; raises EventsError where none
    is left to try."""
    row = lock_event(event, by=by)
    number = retry_failed_about([topic_of(pk) for pk in row.occurrences.values_list("pk", flat=True)], now=now)
    if not number:
        raise EventsError(_("Nothing that failed can be tried again: it is too late for it, or somebody has tried."))
    return number
