"""Who may act: owners and organizers of an organisation publish and host in its name."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.permissions import can_edit
from events.errors import EventsError


def check_editor(by: Any, organization: Organization) -> None:
    """Raises EventsError where `by` may not act for the organisation; None is a command or the demo."""
    if by is not None and not can_edit(by, organization):
        raise EventsError(_("Only an owner or organiser of this organisation can do this."))
