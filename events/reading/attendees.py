"""Who comes to a date, for its host: the names given, party sizes, answers. Never an address."""

from dataclasses import dataclass, field

from accounts.errors import KeysUnavailable
from events.contacts.rsvps import open_contacts
from events.date_facts import say_answer
from events.models import RSVP, Occurrence
from events.wording import language_of_page

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Attendee:
    """`name` is empty where none was given."""

    answer: str
    is_reachable: bool
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attendees:
    """`problem` says why the names cannot be read, where they cannot."""

    people: list[Attendee]
    has_more: bool = False
    problem: str = ""


def read_attendees(occurrence: Occurrence) -> Attendees:
    """Who has confirmed and comes, in the order of answering; two queries. `schedule` and `event` are loaded."""
    rows = list(RSVP.objects.confirmed().filter(occurrence=occurrence).order_by("confirmed_at", "pk")[: MOST_SHOWN + 1])
    try:
        contacts = open_contacts(rows)
    except KeysUnavailable as error:
        return Attendees([], problem=error.message)
    people = []
    for row in rows[:MOST_SHOWN]:
        row.occurrence = occurrence
        contact = contacts.get(row.pk)
        said = say_answer(row, language_of_page())
        people.append(Attendee(said, row.can_be_reached, contact.name if contact else ""))
    return Attendees(people, has_more=len(rows) > MOST_SHOWN)
