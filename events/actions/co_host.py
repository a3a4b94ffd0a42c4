"""An organisation hosts the event of another too: the event's own asks, the other answers, either may end it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.permissions import can_edit
from events.actions.asking import ask, write_answer
from events.actions.details import write_search_text
from events.actions.locking import lock_event, touch_event
from events.errors import EventsError
from events.messages.notice import owed_notices
from events.models import CoHost, Event
from events.permissions import check_editor, check_event_owner
from notifications.actions import owe

MOST_CO_HOSTS = 20


@transaction.atomic
def invite_co_host(event: Event, organization: Organization, *, by: Any, now: dt.datetime) -> CoHost:
    """Accepted at once where `by` organises there too. Safe to call twice; after a no it is asked again. Raises
    EventsError."""
    check_event_owner(by, event)
    if organization.pk == event.organization_id:
        raise EventsError(_("It is the organisation that posts the action: nobody has to ask it."))
    if event.co_hosts.exclude(organization=organization).standing().count() >= MOST_CO_HOSTS:
        raise EventsError(_("At most %(max)s others can host it too.") % {"max": MOST_CO_HOSTS})
    row, is_new = ask(CoHost, about={"event": event, "organization": organization}, by=by, now=now)
    if is_new and by is not None and can_edit(by, organization):
        write_answer(row, accepts=True, by=by, now=now)
        show_hosts(event, now=now)
    elif is_new:
        owe(owed_notices("co-host", row.pk, organization, now=now), now=now)
    return row


def co_host_answered(row: CoHost, *, by: Any, now: dt.datetime) -> None:
    """What follows from the answer: after a yes everybody sees it. Whoever asked is told."""
    if row.is_given:
        show_hosts(row.event, now=now)
    said = "co-host-accepted" if row.is_given else "co-host-declined"
    owe(owed_notices(said, row.pk, row.event.organization, now=now), now=now)


@transaction.atomic
def end_co_host(event: Event, organization: Organization, *, by: Any, now: dt.datetime) -> None:
    """Either side ends it, and the other is told; whoever has asked takes back a question that waits. Safe to call
    twice. Raises EventsError where `by` is of neither side."""
    is_by_owner = by is None or can_edit(by, event.organization)
    if not is_by_owner:
        check_editor(by, organization)
    row = CoHost.objects.select_for_update().filter(event=event, organization=organization).first()
    if row is not None and row.is_given:
        _end(row, is_by_owner=is_by_owner, by=by, now=now)
    elif row is not None and row.state == CoHost.State.ASKED and is_by_owner:
        row.delete()


def _end(row: CoHost, *, is_by_owner: bool, by: Any, now: dt.datetime) -> None:
    write_answer(row, accepts=False, by=by, now=now)
    show_hosts(row.event, now=now)
    said, told = ("co-host-removed", row.organization) if is_by_owner else ("co-host-ended", row.event.organization)
    owe(owed_notices(said, row.pk, told, now=now), now=now)


def show_hosts(event: Event, *, now: dt.datetime) -> None:
    """Who hosts it has changed: searches find it, calendars show it."""
    event = lock_event(event, by=None)
    write_search_text(event)
    event.save(update_fields=["search_text"])
    touch_event(event, material=False, now=now)
