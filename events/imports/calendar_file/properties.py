"""Which properties are taken, which are the other program's own, and why the others have no counterpart here."""

import re

from django.utils.translation import gettext as _

CONFERENCES = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
TAKEN = frozenset(
    {
        "UID",
        "SUMMARY",
        "DESCRIPTION",
        "X-ALT-DESC",
        "URL",
        "CATEGORIES",
        "LOCATION",
        "GEO",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "EXRULE",
        "RECURRENCE-ID",
        "STATUS",
        "CLASS",
        *CONFERENCES,
    }
)
_PEOPLE = frozenset({"ORGANIZER", "ATTENDEE", "CONTACT"})
_FILES = frozenset({"ATTACH", "IMAGE", "X-WP-IMAGES-URL"})
_BOOKKEEPING = re.compile(
    r"DTSTAMP|CREATED|LAST-MODIFIED|SEQUENCE|TRANSP|PRODID|VERSION|CALSCALE|METHOD|REFRESH-INTERVAL|SOURCE|COLOR"
    r"|REQUEST-STATUS|X-(?:MICROSOFT|MS|APPLE|MOZ|EVOLUTION|LIC|GOOGLE|OC|NC|KDE|WR|PUBLISHED|CALENDARSERVER)-[A-Z0-9-]+"
)


def is_bookkeeping(name: str) -> bool:
    return bool(_BOOKKEEPING.fullmatch(name))


def reason_of_property(name: str) -> str:
    if name in _PEOPLE:
        return _("addresses of people are left out")
    if name in _FILES:
        return _("files and pictures are not taken")
    return _("there is no place for it here")


def reason_of_component(name: str) -> str:
    """Of what stands beside the events, or inside of one."""
    reasons = {
        "VALARM": _("reminders are left out: whoever comes is reminded by this site"),
        "VTODO": _("a task is no action"),
        "VJOURNAL": _("a journal is no action"),
        "VFREEBUSY": _("when somebody is busy is nobody’s business here"),
        "PARTICIPANT": _("addresses of people are left out"),
    }
    return reasons.get(name) or _("there is no place for it here")
