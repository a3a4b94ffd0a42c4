"""Mails that failed, once more: the mail server was mended."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.locking import lock_event
from events.errors import EventsError
from events.messages import batch_recipient, rsvp_recipient, topic_of
from events.models import RSVP, Event
from events.permissions import Editor
from notifications.actions import retry_failed_about


@transaction.atomic
def retry_failed_mails(event: Event, *, by: Editor, now: dt.datetime) -> int:
    """Of all dates of the action, through the same planner and fences; but not to those who want no more mail, or whose
    mailbox does not exist. Returns how many; raises EventsError where none is left to try."""
    row = lock_event(event, by=by)
    topics = [topic_of(pk) for pk in row.occurrences.values_list("pk", flat=True)]
    number = retry_failed_about(topics, besides=_recipients_without_mail(row), now=now)
    if not number:
        raise EventsError(
            _(
                "Nothing that failed can be tried again: it is too late for it, there is no such mailbox, or somebody"
                " has tried."
            )
        )
    return number


def _recipients_without_mail(event: Event) -> set[str]:
    rows = RSVP.objects.filter(occurrence__event=event, wants_mail=False).values_list("pk", "batch")
    return {name for pk, batch in rows for name in (rsvp_recipient(pk), batch_recipient(batch))}
