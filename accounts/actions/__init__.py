"""What can be done with accounts. Each verb opens its transaction, locks, and raises errors fit for the reader."""

from accounts.actions.budget import may_write_to, never_write, restore_mail_budget, suppress_mail, take_mail_budget
from accounts.actions.invitation import accept_invitation, invite_member, withdraw_invitation
from accounts.actions.membership import add_member, change_role, remove_member
from accounts.actions.organization import create_organization, update_organization
from accounts.actions.profile import update_profile
from accounts.actions.purge import purge_accounts
from accounts.actions.setup import make_setup_link, set_up_operator

__all__ = [
    "accept_invitation",
    "add_member",
    "change_role",
    "create_organization",
    "invite_member",
    "make_setup_link",
    "may_write_to",
    "never_write",
    "purge_accounts",
    "remove_member",
    "restore_mail_budget",
    "set_up_operator",
    "suppress_mail",
    "take_mail_budget",
    "update_organization",
    "update_profile",
    "withdraw_invitation",
]
