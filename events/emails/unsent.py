"""So many mails have not gone: to everybody who hosts the action."""

from django.utils.translation import override

from events.contacts.sealing import Contact
from events.emails.letter import letter
from events.late_mails import Late, say_late
from events.messages.hosts_told import Told
from events.models import Event
from notifications.kinds import Message


def unsent_mail(event: Event, late: Late, host: Told) -> Message:
    """Counts, and where to look."""
    with override(host.language):
        words = say_late(late, host.language)
    context = {
        "action": event,
        "late": late,
        "words": words,
        "page_url": host.page_url,
        "is_secret": host.is_secret,
    }
    return letter("unsent", host.language, Contact(token="", address=host.to), context)
