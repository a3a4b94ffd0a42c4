"""What it takes to undo a change that was made with a link: in the mail that tells of it, sealed, and nowhere else.

So an answer that was taken back can be erased at once and is still not lost to its person, until the action begins.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass, field, fields
from typing import Self

from accounts.errors import SealBroken
from accounts.keys import read_keys
from accounts.sealing import seal, unseal
from events.contacts.rsvps import occurrence_key
from events.contacts.sealing import Contact
from events.models import RSVP

LONGEST = 3_000


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was before a change, with what was chosen beside it: when it is reminded, and whether its entry
    in a calendar is kept up to date, with what that takes. `as_bytes` is what a delivery may hold: it names nobody."""

    answer: str
    attendance: str
    party_size: int
    reminders: str = ""
    wants_invitation: bool = False
    invited_as: str = ""
    invitation_step: int = 0

    @classmethod
    def of(cls, rsvp: RSVP) -> Self:
        return cls(**{each.name: getattr(rsvp, each.name) for each in fields(cls)})

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, stored: bytes | memoryview) -> Self:
        return cls(**json.loads(bytes(stored)))


@dataclass(frozen=True, slots=True)
class Undo:
    """Lives only while one mail is made or one page is answered (so no repr)."""

    rsvp_id: int
    language: str
    answered: Answered
    contact: Contact = field(repr=False)


def seal_undo(undo: Undo, *, occurrence_id: int, key: bytes) -> str:
    """A part of an address, with the data key of the date: it dies with that."""
    contact = {"token": undo.contact.token, "address": undo.contact.address, "name": undo.contact.name}
    parts = {"rsvp": undo.rsvp_id, "language": undo.language, "answered": asdict(undo.answered), "contact": contact}
    sealed = seal(key, json.dumps(parts, ensure_ascii=False).encode(), context=_context(occurrence_id))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_undo(text: str, *, occurrence_id: int) -> Undo | None:
    """None where it is not ours, or its date was purged. Raises KeysUnavailable."""
    name = occurrence_key(occurrence_id)
    key = read_keys([name]).get(name)
    if key is None or len(text) > LONGEST or not text.isascii():
        return None
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        parts = json.loads(unseal(key, sealed, context=_context(occurrence_id)))
    except (binascii.Error, SealBroken):
        return None
    return Undo(parts["rsvp"], parts["language"], Answered(**parts["answered"]), Contact(**parts["contact"]))


def _context(occurrence_id: int) -> tuple[str, str, int]:
    return ("events_occurrence", "undo", occurrence_id)
