"""Nobody can be flooded: at most one unanswered mail per mailbox and 24 hours (invariant 13)."""

from datetime import datetime, timedelta

from accounts.addresses import address_hash
from accounts.models import MailBudget, NeverWrite
from accounts.querysets import MAIL_BUDGET_HOURS

BUDGET = timedelta(hours=MAIL_BUDGET_HOURS)
SUPPRESSED_FOR = timedelta(days=7)
# Of all forms that write to whoever is typed into them.
PURPOSES = ("mail", "leave", "host-link")


def take_mail_budget(address: str, *, now: datetime, purpose: str = "mail") -> bool:
    """Whether a mail may go to `address` now, and if so, that it goes. True once per mailbox and 24 hours, over
    all forms and all processes; never for a mailbox that wants no mail.

    `purpose` opens a budget of its own ("leave"). Raises AddressInvalid, KeysUnavailable.
    """
    if not may_write_to(address):
        return False
    row, is_new = MailBudget.objects.get_or_create(
        address_hash=address_hash(address, purpose=purpose), defaults={"last_sent_at": now}
    )
    # One statement decides between two takers of an old row: the second finds it no longer old.
    return is_new or MailBudget.objects.filter(pk=row.pk).spent_before(now).update(last_sent_at=now) == 1


def restore_mail_budget(address: str, *, purpose: str = "mail") -> None:
    """The mail was answered (its link was used): the next one may go. Safe to call twice."""
    MailBudget.objects.filter(pk=address_hash(address, purpose=purpose)).delete()


def suppress_mail(address: str, *, now: datetime) -> None:
    """A mail server has said for good that there is no such mailbox: no form of this site writes to it for a week, or
    until its link is used. The same hashes as for the budgets, and no list of its own."""
    for purpose in PURPOSES:
        row = address_hash(address, purpose=purpose)
        MailBudget.objects.update_or_create(pk=row, defaults={"last_sent_at": now + SUPPRESSED_FOR - BUDGET})


def never_write(address: str) -> None:
    """No mail to this mailbox again, from no form of this site. Safe to call twice."""
    NeverWrite.objects.get_or_create(pk=address_hash(address, purpose="never"))


def may_write_to(address: str) -> bool:
    """False when the mailbox is on the never-write-again list. Raises AddressInvalid, KeysUnavailable."""
    return not NeverWrite.objects.filter(pk=address_hash(address, purpose="never")).exists()
