"""The mails, one function each, by subject.

Nothing in a mail to an address that is not confirmed was typed by a stranger: no name, only the host's words.
"""

from events.emails.follow import (
    ChangedDate,
    NewDate,
    News,
    follow_confirmation_mail,
    follow_ended_mail,
    follow_news_mail,
)
from events.emails.host import host_link_mail, online_mail, proposal_mail, sent_back_mail
from events.emails.host_check import host_check_mail
from events.emails.host_reminder import host_reminder_mail
from events.emails.letter import Copies, say_subject
from events.emails.notice import notice_mail
from events.emails.rsvp import (
    Change,
    announcement_mail,
    change_told_mail,
    confirmation_mail,
    confirmed_mail,
    invitation_mail,
    leave_mail,
    reminder_mail,
    thanks_mail,
    what_shows,
    word_mail,
)
from events.emails.signing import signing_mail
from events.emails.unsent import unsent_mail

__all__ = [
    "Change",
    "ChangedDate",
    "Copies",
    "NewDate",
    "News",
    "announcement_mail",
    "change_told_mail",
    "confirmation_mail",
    "confirmed_mail",
    "follow_confirmation_mail",
    "follow_ended_mail",
    "follow_news_mail",
    "host_check_mail",
    "host_link_mail",
    "host_reminder_mail",
    "invitation_mail",
    "leave_mail",
    "notice_mail",
    "online_mail",
    "proposal_mail",
    "reminder_mail",
    "say_subject",
    "sent_back_mail",
    "signing_mail",
    "thanks_mail",
    "unsent_mail",
    "what_shows",
    "word_mail",
]
