"""A calendar file while it is being looked through: sealed with a key of its own, erased once it is settled."""

import datetime as dt

from accounts.models import Organization, User
from events.actions.held_text import erase_held
from events.contacts.links import seal_texts
from events.models import CalendarFile
from events.permissions import check_editor


def keep_file(organization: Organization, *, text: str, by: User | None, now: dt.datetime) -> CalendarFile:
    """Raises EventsError, KeysUnavailable."""
    check_editor(by, organization)
    held = CalendarFile(organization=organization, created_by=by, created_at=now)
    seal_texts(held, text=text)
    held.save(force_insert=True)
    return held


def discard_file(held: CalendarFile, *, by: User | None) -> None:
    """What was taken over of it stays. Safe to call twice."""
    check_editor(by, held.organization)
    erase_held(held)
