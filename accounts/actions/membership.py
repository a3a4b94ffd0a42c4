"""Who belongs to an organisation, as what. An organisation that has an owner keeps one."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import AccountsError, NotAllowed
from accounts.models import Membership, Organization, User
from accounts.models.organization import Role
from accounts.permissions import can_manage


@transaction.atomic
def add_member(organization: Organization, *, user: User, role: str, by: User | None) -> Membership:
    """Makes `user` a member; one who is a member already gets the new role. `by=None` is for commands."""
    _check(organization, role=role, by=by)
    membership = Membership.objects.filter(organization=organization, user=user).first()
    if membership is not None:
        return change_role(membership, role=role, by=by)
    return Membership.objects.create(organization=organization, user=user, role=role)


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: User | None) -> Membership:
    """Raises NotAllowed, and AccountsError when the last owner would go."""
    _check(membership.organization, role=role, by=by)
    if role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """Owners remove anybody, everybody removes themselves; the last owner stays."""
    if membership.user_id != by.pk and not can_manage(by, membership.organization):
        raise NotAllowed(_("Only an owner of the organisation can change its members."))
    _keep_an_owner(membership)
    membership.delete()


def _check(organization: Organization, *, role: str, by: User | None) -> None:
    if by is not None and not can_manage(by, organization):
        raise NotAllowed(_("Only an owner of the organisation can change its members."))
    if role not in Role.values:
        raise AccountsError(_("There is no such role."), field="role")


def _keep_an_owner(membership: Membership) -> None:
    # Two owners who leave at the same moment meet here.
    Organization.objects.select_for_update().get(pk=membership.organization_id)
    owners = Membership.objects.filter(organization=membership.organization_id, role=Role.OWNER)
    if owners.filter(pk=membership.pk).exists() and owners.count() == 1:
        raise AccountsError(_("This is the only owner. Make somebody else owner first."), field="role")
