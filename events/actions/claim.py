"""A group that a text only names says who it is: asked by an organisation, answered by those who have listed it.

What is hosted under a claimed name is hosted by its organisation: lists, feeds and `may_edit` read `claimed_by`.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.permissions import can_edit
from events.actions.asking import ask, write_answer
from events.calendars.touch import touch_calendar
from events.errors import EventsError
from events.messages.notice import owed_notices
from events.models import CoHost, ListedName, NameClaim, Schedule
from events.permissions import check_editor
from notifications.actions import owe


@transaction.atomic
def claim_name(listed: ListedName, *, organization: Organization, by: Any, now: dt.datetime) -> NameClaim:
    """Asks those who have listed the name; accepted at once where `by` is one of them. Safe to call twice; after a no
    it can be asked again. Raises EventsError where the name is another's already."""
    check_editor(by, organization)
    if not ListedName.objects.filter(pk=listed.pk).exists():
        raise EventsError(_("This name is no longer listed."))
    row, is_new = ask(NameClaim, about={"listed_name": listed, "organization": organization}, by=by, now=now)
    listed = _lock(listed)
    _check_free(listed, organization)
    if is_new and by is not None and can_edit(by, listed.statement.organization):
        write_answer(row, accepts=True, by=by, now=now)
        _give(listed, organization, now=now)
    elif is_new:
        owe(owed_notices("claim", row.pk, listed.statement.organization, now=now), now=now)
    return row


def claim_answered(row: NameClaim, *, by: Any, now: dt.datetime) -> None:
    """After a yes the name leads to the organisation; it is told either way. Raises EventsError where another has got
    the name meanwhile."""
    if row.is_given:
        listed = _lock(row.listed_name)
        _check_free(listed, row.organization)
        _give(listed, row.organization, now=now)
    said = "claim-accepted" if row.is_given else "claim-declined"
    owe(owed_notices(said, row.pk, row.organization, now=now), now=now)


@transaction.atomic
def release_name(listed: ListedName, *, by: Any, now: dt.datetime) -> ListedName:
    """Either side takes it back: the name is only listed again, and what is hosted under it is no longer the
    organisation's. Safe to call twice. Raises EventsError where `by` is of neither side."""
    list(listed.claims.select_for_update())
    listed = _lock(listed)
    organization = listed.claimed_by
    if organization is None:
        return listed
    if by is not None and not can_edit(by, organization):
        check_editor(by, listed.statement.organization)
    listed.claims.filter(organization=organization).delete()
    listed.claimed_by = None
    listed.save(update_fields=["claimed_by"])
    _touch(listed, organization, now=now)
    return listed


def _lock(listed: ListedName) -> ListedName:
    """The row as it stands, held until the transaction ends; its claims are locked before it, never after. Raises
    EventsError if it is gone."""
    rows = ListedName.objects.select_for_update(of=("self",)).select_related("statement__organization", "claimed_by")
    found: ListedName | None = rows.filter(pk=listed.pk).first()
    if found is None:
        raise EventsError(_("This name is no longer listed."))
    return found


def _check_free(listed: ListedName, organization: Organization) -> None:
    if listed.claimed_by_id not in (None, organization.pk):
        raise EventsError(_("This name belongs to an organisation already."))


def _give(listed: ListedName, organization: Organization, *, now: dt.datetime) -> None:
    listed.claimed_by = organization
    listed.save(update_fields=["claimed_by"])
    _touch(listed, organization, now=now)


def _touch(listed: ListedName, organization: Organization, *, now: dt.datetime) -> None:
    """Calendars show names, and the name stays as it was; but an organisation that hosts in its own name as well is
    named once or twice, and its own listed name is listed by nobody else."""
    hosting = CoHost.objects.given().filter(organization=organization).values("event")
    concerned = Schedule.objects.public().filter(event__listed_host=listed)
    named = Q(event__organization=organization) | Q(event__in=hosting)
    touch_calendar(concerned.filter(named), material=False, now=now)
