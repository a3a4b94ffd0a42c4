"""What people will read before it is sent to them, and how many they are."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

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
    coming = RSVP.objects.coming().filter(occurrence=occurrence)
    words = {"title": occurrence.event.title}
    subject = _("Urgent: %(title)s") % words if is_urgent else _("A word from the host: %(title)s") % words
    return WordPreview(subject, text, is_urgent, coming.count(), coming.reachable().count())
