"""Who may act: owners and organizers of an organisation publish and host in its name."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.permissions import can_edit
from accounts.querysets import EDITING_ROLES
from events.errors import EventsError


def check_editor(by: Any, organization: Organization) -> None:
    """Raises EventsError where `by` may not act for the organisation; None is a command or the demo."""
    if by is not None and not can_edit(by, organization):
        raise EventsError(_("Only an owner or organiser of this organisation can do this."))


def organizations_of(user: Any) -> Any:
    """The organisations in whose name `user` may publish and host, by name."""
    roles = user.memberships.filter(role__in=EDITING_ROLES)
    return Organization.objects.filter(pk__in=roles.values("organization")).order_by("name", "pk")
