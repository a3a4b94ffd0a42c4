"""Identifiers that say nothing: neither how many there are nor in which order they came."""

import secrets
import uuid

RESERVED_SLUGS = frozenset({"new", "edit", "rsvp", "host", "revisions", "feed", "api", "all", "none", "index"})


def new_id() -> int:
    """A random positive 63-bit integer: the primary key of rows whose number must not tell how many people came."""
    return secrets.randbits(62) + 1


def new_uid() -> str:
    """An opaque iCalendar UID, stable for ever (RFC 7986 section 5.3)."""
    return str(uuid.uuid4())
