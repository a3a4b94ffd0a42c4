"""The mails, one function each, by subject.

Nothing in a mail to an address that is not confirmed was typed by a stranger: no name, only the host's words.
"""

from events.emails.notice import notice_mail
from events.emails.rsvp import (
    Change,
    announcement_mail,
    change_told_mail,
    confirmation_mail,
    confirmed_mail,
    leave_mail,
    reminder_mail,
)

__all__ = [
    "Change",
    "announcement_mail",
    "change_told_mail",
    "confirmation_mail",
    "confirmed_mail",
    "leave_mail",
    "notice_mail",
    "reminder_mail",
]
