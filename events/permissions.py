"""Who may act: owners and organizers of an organisation publish and host in its name."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organization, User
from accounts.permissions import can_edit
from events.errors import EventsError
from events.models import Event, Host

Editor = User | Host | None  # who changes an action: a member, a host behind its link, or a command and the demo


def check_editor(by: Any, organization: Organization) -> None:
    """Raises EventsError where `by` may not act for the organisation; None is a command or the demo."""
    if by is not None and not can_edit(by, organization):
        raise EventsError(_("Only an owner or organiser of this organisation can do this."))


def may_edit(by: Editor, event: Event) -> bool:
    """The one predicate of an action: owners and organizers of the organisation and of those that host it too, and the
    host behind its secret link. `by` is a user, a `Host`, or None for a command or the demo."""
    if by is None:
        return True
    if isinstance(by, Host):
        return by.event_id == event.pk and (may_edit(by.user, event) if by.user else by.confirmed_at is not None)
    if can_edit(by, event.organization):
        return True
    return Event.objects.editable_by(by).filter(pk=event.pk).exists()


def check_event_editor(by: Editor, event: Event) -> None:
    if not may_edit(by, event):
        raise EventsError(_("Only those who host this action can do this."))


def check_event_owner(by: Editor, event: Event) -> None:
    """What only the organisation itself may do, not those that host with it: delete it, choose who hosts with it."""
    if isinstance(by, Host):
        raise EventsError(_("Only the organisation itself can do this."))
    check_editor(by, event.organization)
