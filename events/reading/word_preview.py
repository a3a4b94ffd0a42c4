"""What people will read before it is sent to them, and how many they are."""

from dataclasses import dataclass

from events import emails
from events.models import RSVP, Occurrence


@dataclass(frozen=True, slots=True)
class WordPreview:
    subject: str
    text: str
    is_urgent: bool
    people: int
    reachable: int


def preview_word(occurrence: Occurrence, *, text: str, is_urgent: bool) -> WordPreview:
    """Two queries."""
    coming = RSVP.objects.confirmed().filter(occurrence=occurrence)
    subject = emails.say_subject("word", {"event": occurrence.event, "is_urgent": is_urgent})
    return WordPreview(subject, text, is_urgent, coming.count(), coming.reachable().count())
