"""A calendar file (iCalendar, RFC 5545) from elsewhere, read into entries and into what was not taken, and why.

Foreign input: every size is looked at before anything is parsed, nothing recurses, and one bad entry stops no other.
Reasons are in the language that is active.
"""

from events.imports.calendar_file.bounds import MOST_BYTES, MOST_ENTRIES
from events.imports.calendar_file.content_lines import decode_calendar
from events.imports.calendar_file.entries import Entry, NotTaken, ReadCalendar
from events.imports.calendar_file.reading import read_calendar
from events.imports.calendar_file.settling import Settled, settle
from events.imports.calendar_file.stamps import FLOATING, UTC
from events.imports.calendar_file.when import When

__all__ = [
    "FLOATING",
    "MOST_BYTES",
    "MOST_ENTRIES",
    "UTC",
    "Entry",
    "NotTaken",
    "ReadCalendar",
    "Settled",
    "When",
    "decode_calendar",
    "read_calendar",
    "settle",
]
