"""Who may edit a row and see its draft: the people of `accounts.permissions.can_edit`, and nobody else."""

from typing import Any

from django.db.models import Q

from accounts.querysets import EDITING_ROLES, organizations_with_role


def edited_by(user: Any, *, path: str = "organization") -> Q:
    """`path` leads from the row to its organisation."""
    return Q(**{f"{path}__in": organizations_with_role(user, EDITING_ROLES)})
