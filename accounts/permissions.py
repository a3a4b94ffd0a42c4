"""Who may do what in an organisation. Each predicate takes (user, organization)."""

from typing import Any

import rules

from accounts.models import Organization
from accounts.querysets import is_operator

__all__ = ["can_edit", "can_manage", "is_helper", "is_moderator", "is_operator", "is_organizer", "is_owner"]


def _has_role(user: Any, organization: Organization | None, *roles: str) -> bool:
    if organization is None or user is None or not user.is_authenticated or not user.is_active:
        return False
    return user.memberships.filter(organization=organization, role__in=roles).exists()


@rules.predicate
def is_owner(user: Any, organization: Organization | None) -> bool:
    return _has_role(user, organization, "owner")


@rules.predicate
def is_organizer(user: Any, organization: Organization | None) -> bool:
    """Owners are organizers as well."""
    return _has_role(user, organization, "owner", "organizer")


@rules.predicate
def is_moderator(user: Any, organization: Organization | None) -> bool:
    """Owners are moderators as well."""
    return _has_role(user, organization, "owner", "moderator")


@rules.predicate
def is_helper(user: Any, organization: Organization | None) -> bool:
    """Every member can help at the door."""
    return _has_role(user, organization, "owner", "organizer", "moderator", "helper")


def can_edit(user: Any, organization: Organization | None) -> bool:
    """Publish and host in the organisation's name."""
    return bool(is_organizer(user, organization))


def can_manage(user: Any, organization: Organization | None) -> bool:
    """Change the organisation's own page and its members."""
    return is_operator(user) or bool(is_owner(user, organization))
