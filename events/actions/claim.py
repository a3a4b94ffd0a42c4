"""A group that a text only names says who it is: asked by an organisation, answered by those who have listed it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.permissions import can_edit
from events.actions.asking import ask
from events.calendars.touch import touch_calendar
from events.errors import EventsError
from events.messages.notice import owed_notices
from events.models import CoHost, ListedName, NameClaim, Schedule
from events.permissions import check_editor
from notifications.actions import owe


@transaction.atomic
def claim_name(listed: ListedName, *, organization: Organization, by: Any, now: dt.datetime) -> NameClaim:
    """Asks those who have listed the name. Safe to call twice; after a no it can be asked again. Raises EventsError
    where the name is another's already."""
    check_editor(by, organization)
    listed = ListedName.objects.select_for_update().select_related("statement__organization").get(pk=listed.pk)
    if listed.claimed_by_id is not None:
        raise EventsError(_("This name belongs to an organisation already."))
    row, is_new = ask(NameClaim, about={"listed_name": listed, "organization": organization}, by=by, now=now)
    if is_new:
        owe(owed_notices("claim", row.pk, listed.statement.organization, now=now), now=now)
    return row


def claim_answered(row: NameClaim, *, by: Any, now: dt.datetime) -> None:
    """After a yes the name leads to the organisation, which hosts too what is hosted in that name; it is told either
    way. Raises EventsError where another has got the name meanwhile."""
    listed = ListedName.objects.select_for_update().get(pk=row.listed_name_id)
    if row.is_given:
        if listed.claimed_by_id not in (None, row.organization_id):
            raise EventsError(_("This name belongs to an organisation already."))
        _give(listed, row.organization, by=by, now=now)
    said = "claim-accepted" if row.is_given else "claim-declined"
    owe(owed_notices(said, row.pk, row.organization, now=now), now=now)


@transaction.atomic
def release_name(listed: ListedName, *, by: Any, now: dt.datetime) -> ListedName:
    """Either side takes it back: the name is only listed again. What the organisation hosts it hosts until it ends
    that itself. Safe to call twice. Raises EventsError where `by` is of neither side."""
    rows = ListedName.objects.select_for_update(of=("self",)).select_related("statement__organization", "claimed_by")
    listed = rows.get(pk=listed.pk)
    if listed.claimed_by is None:
        return listed
    if by is not None and not can_edit(by, listed.claimed_by):
        check_editor(by, listed.statement.organization)
    listed.claims.filter(organization=listed.claimed_by).delete()
    listed.claimed_by = None
    listed.save(update_fields=["claimed_by"])
    _touch(listed, now=now)
    return listed


def _give(listed: ListedName, organization: Organization, *, by: Any, now: dt.datetime) -> None:
    listed.claimed_by = organization
    listed.save(update_fields=["claimed_by"])
    given = {"state": CoHost.State.GIVEN, "asked_by": by, "asked_at": now, "settled_by": by, "settled_at": now}
    for event in listed.events.exclude(organization=organization):
        CoHost.objects.update_or_create(event=event, organization=organization, defaults=given)
    _touch(listed, now=now)


def _touch(listed: ListedName, *, now: dt.datetime) -> None:
    """Who hosts is shown in calendars."""
    touch_calendar(Schedule.objects.public().filter(event__listed_host=listed), material=False, now=now)
