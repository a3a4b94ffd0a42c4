"""So many mails have not gone: to everybody who hosts the action."""

from django.conf import settings
from django.utils.translation import override

from events.contacts.sealing import Contact
from events.emails.letter import letter
from events.late_mails import Late, say_late
from events.models import Event
from notifications.kinds import Message


def unsent_mail(event: Event, late: Late, *, to: str, language: str, path: str, is_secret: bool = False) -> Message:
    """Counts, and where to look. `is_secret`: the address of the page is the host's own link."""
    with override(language):
        words = say_late(late, language)
    context = {
        "action": event,
        "late": late,
        "words": words,
        "page_url": f"{settings.SITE_URL}{path}?lang={language}",
        "is_secret": is_secret,
    }
    return letter("unsent", language, Contact(token="", address=to), context)
