"""The mail to people of an organisation: something waits for them, or has happened."""

from django.conf import settings

from events.contacts.sealing import Contact
from events.emails.letter import letter
from events.messages.notice_subjects import Notice
from notifications.kinds import Message


def notice_mail(notice: Notice, *, to: str, language: str) -> Message:
    """Something for the people of an organisation: one sentence, one button."""
    path, _hash, anchor = notice.path.partition("#")
    url = f"{settings.SITE_URL}{path}?lang={language}" + (f"#{anchor}" if anchor else "")
    return letter("notice", language, Contact(token="", address=to), {"notice": notice, "page_url": url})
