"""A calendar: its own properties (RFC 7986), the zones, the fragments; joined as bytes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.calendars.fragments import Zoned
from events.calendars.refresh import Shelf, zones_of
from events.calendars.text import content_lines, text_line, uri_line
from events.calendars.times import utc_text
from events.calendars.vtimezone import render_vtimezone

PRODID = "-//Convoke//Convoke//EN"  # without a version: a new one must not change every byte of every feed
REFRESH = "PT1H"
COLOR = "firebrick"
CANCELLED_SHOWN = "shown"  # what a calendar's address says with the key `cancelled`: Google hides what is cancelled
CANCELLED, STILL_SHOWN = b"\r\nSTATUS:CANCELLED\r\n", b"\r\nSTATUS:CONFIRMED\r\n"  # whole lines: no text holds one


@dataclass(frozen=True, slots=True)
class About:
    """What a calendar says of itself. `url` is the page with the same content, `source` the feed's own address: None
    where it is a secret, which nobody passes on with a copy of the calendar then."""

    name: str
    description: str
    url: str
    source: str | None


def join_calendar(shelf: Shelf, about: About, *, shows_cancelled: bool = False) -> bytes:
    """The whole feed. No METHOD (it would make ORGANIZER mandatory), no UID (vdirsyncer takes such a calendar for one
    item). `shows_cancelled`: for programs that hide what has STATUS:CANCELLED; the title says it all the same."""
    bodies = [bytes(fragment.body) for fragment in shelf.fragments]
    zones = zones_of(shelf.fragments)
    return join_entries(bodies, zones, about, last_modified=shelf.last_modified, shows_cancelled=shows_cancelled)


def join_entries(
    bodies: Sequence[bytes],
    zones: Iterable[Zoned],
    about: About,
    *,
    last_modified: dt.datetime | None = None,
    shows_cancelled: bool = False,
) -> bytes:
    """As `join_calendar`, of entries that stand in no fragment."""
    used = zones if bodies else [Zoned("Etc/UTC", 2020, 2020)]  # a calendar must hold at least one component
    parts = [render_vtimezone(zone.name, zone.first_year, zone.last_year) for zone in used]
    if shows_cancelled:
        bodies = [body.replace(CANCELLED, STILL_SHOWN) for body in bodies]
    return b"".join([_head(about, last_modified), *parts, *bodies, b"END:VCALENDAR\r\n"])


def wrap_calendar(body: bytes, zones: list[bytes], *, method: str | None = None) -> bytes:
    """A calendar with one entry, for a file or a mail."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    lines += [f"METHOD:{method}"] if method else []
    return b"".join([content_lines(lines), *zones, body, b"END:VCALENDAR\r\n"])


def _head(about: About, last_modified: dt.datetime | None) -> bytes:
    """NAME and DESCRIPTION are read by few, the X- forms by nearly all; Nextcloud and Outlook take either hint of
    how often to ask again."""
    revised = [f"LAST-MODIFIED:{utc_text(last_modified)}"] if last_modified else []
    return content_lines(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:{PRODID}",
            "CALSCALE:GREGORIAN",
            text_line("NAME", about.name),
            text_line("X-WR-CALNAME", about.name),
            text_line("DESCRIPTION", about.description),
            text_line("X-WR-CALDESC", about.description),
            *revised,
            uri_line("URL", about.url),
            *([uri_line("SOURCE;VALUE=URI", about.source)] if about.source else []),
            f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
            f"X-PUBLISHED-TTL:{REFRESH}",
            f"COLOR:{COLOR}",
        ]
    )
