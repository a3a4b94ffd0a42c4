"""Invitations into an organisation: one mail, one link, a week."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actions.budget import take_mail_budget
from accounts.actions.setup import create_confirmed_user
from accounts.addresses import clean_address, mask_address
from accounts.emails import invitation_mail
from accounts.errors import AccountsError, KeysUnavailable, LinkSpent, NotAllowed, SealBroken
from accounts.keys import destroy_keys, make_key, read_key, read_keys
from accounts.letters import owed_letter
from accounts.models import Invitation, Membership, Organization, User
from accounts.models.organization import Role
from accounts.permissions import can_manage
from accounts.sealing import seal, token_sha256, unseal
from accounts.texts import clean_line
from notifications.actions import owe

INVITATION_DAYS = 7
KEY_PREFIX = "invitation:"


def invite_member(organization: Organization, *, address: str, role: str, by: User, now: datetime) -> Invitation:
    """Writes to `address`, at most once a day, with a link that makes whoever follows it a member.

    Raises NotAllowed, AddressInvalid, KeysUnavailable, or AccountsError for a role or an address that has an
    invitation of today. To an address that wants no mail nothing is sent, and nobody is told so.
    """
    if not can_manage(by, organization):
        raise NotAllowed(_("Only an owner of the organisation can invite."))
    if role not in Role.values:
        raise AccountsError(_("There is no such role."), field="role")
    to = clean_address(address)
    token = secrets.token_urlsafe(24)
    sha256 = token_sha256(token)
    sealed = seal(make_key(key_name(sha256)), to.encode(), context=_context(sha256))
    mail = invitation_mail(organization, to=to, role=role, token=token, language=translation.get_language())
    letter = owed_letter(mail, now=now, lifetime=timedelta(days=INVITATION_DAYS))
    with transaction.atomic():
        if take_mail_budget(to, now=now, purpose="invitation"):
            owe([letter], now=now)
        return Invitation.objects.create(
            organization=organization,
            role=role,
            invited_by=by,
            sealed_address=sealed,
            sha256=sha256,
            expires_at=now + timedelta(days=INVITATION_DAYS),
        )


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """Raises LinkSpent."""
    invitation = (
        Invitation.objects.open(at=now).select_related("organization").filter(sha256=token_sha256(token)).first()
    )
    if invitation is None:
        raise LinkSpent(_("This invitation was used, withdrawn, or is older than a week. Ask for a new one."))
    return invitation


def invited_address(invitation: Invitation) -> str | None:
    """None when its key is gone. Raises SealBroken, KeysUnavailable."""
    key = read_key(key_name(invitation.sha256))
    if key is None:
        return None
    return unseal(key, invitation.sealed_address, context=_context(invitation.sha256)).decode()


def masked_invitations(organization: Organization, *, now: datetime) -> list[tuple[Invitation, str]]:
    """The open invitations, newest first, each with as much of its address as its sender needs to know it by."""
    invitations = list(organization.invitations.open(at=now).order_by("-expires_at"))
    try:
        keys = read_keys(key_name(invitation.sha256) for invitation in invitations)
    except KeysUnavailable:
        keys = {}
    return [(invitation, _masked(invitation, keys)) for invitation in invitations]


def _masked(invitation: Invitation, keys: dict[str, bytes]) -> str:
    key = keys.get(key_name(invitation.sha256))
    if key is None:
        return "…"
    try:
        return mask_address(unseal(key, invitation.sealed_address, context=_context(invitation.sha256)).decode())
    except SealBroken:
        return "…"


def accept_invitation(
    token: str, *, by: User | None, now: datetime, name: str = "", password: str = "", language: str = "en"
) -> Membership:
    """The person behind the link becomes a member: `by` when signed in, otherwise a new account for the address
    that was written to. Raises LinkSpent, AccountsError naming the field.

    Who is a member already gets the role of the invitation; an owner stays owner.
    """
    invitation = open_invitation(token, now=now)
    address = invited_address(invitation)
    if address is None:
        raise LinkSpent(_("This invitation cannot be opened any more. Ask for a new one."))
    with transaction.atomic():
        if not Invitation.objects.open(at=now).filter(pk=invitation.pk).update(used_at=now):
            raise LinkSpent(_("This invitation has just been used."))
        user = by or create_confirmed_user(
            email=address,
            password=password,
            language=language,
            is_operator=False,
            now=now,
            name=clean_line(name, field="name", length=120),
        )
        membership = _joined(user, invitation)
    destroy_keys([key_name(invitation.sha256)])
    return membership


def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """The link dies at once, the address with it."""
    if not can_manage(by, invitation.organization):
        raise NotAllowed(_("Only an owner of the organisation can change its members."))
    invitation.delete()
    destroy_keys([key_name(invitation.sha256)])


def key_name(sha256: str) -> str:
    return f"{KEY_PREFIX}{sha256}"


def _joined(user: User, invitation: Invitation) -> Membership:
    defaults: dict[str, Any] = {"role": invitation.role}
    membership, is_new = Membership.objects.get_or_create(
        user=user, organization=invitation.organization, defaults=defaults
    )
    if not is_new and membership.role != Role.OWNER:
        membership.role = invitation.role
        membership.save(update_fields=["role"])
    return membership


def _context(sha256: str) -> tuple[str, str, str]:
    return (Invitation._meta.db_table, "sealed_address", sha256)
