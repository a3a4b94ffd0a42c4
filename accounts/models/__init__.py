"""The tables of accounts. Keys lie in a database of their own (config/routers.py)."""

from accounts.models.key import DataKey, KeyStoreMark
from accounts.models.link import Invitation, SetupLink
from accounts.models.mail import KeptMail, MailBudget, NeverWrite
from accounts.models.organization import Membership, Organization
from accounts.models.user import User

__all__ = [
    "DataKey",
    "Invitation",
    "KeptMail",
    "KeyStoreMark",
    "MailBudget",
    "Membership",
    "NeverWrite",
    "Organization",
    "SetupLink",
    "User",
]
