"""What is stored. Rules that hold for any row, whoever writes it, are constraints here."""

from events.models.campaign import Campaign, Demand, Milestone, Source, Target
from events.models.event import Announcement, AnsweredCall, Event, Occurrence, OldSlug, Schedule
from events.models.fragment import Fragment
from events.models.place import Place
from events.models.rsvp import RSVP, LeaveLink
from events.models.statement import Anchor, Call, ListedName, Revision, Signature, Statement

__all__ = [
    "RSVP",
    "Anchor",
    "Announcement",
    "AnsweredCall",
    "Call",
    "Campaign",
    "Demand",
    "Event",
    "Fragment",
    "LeaveLink",
    "ListedName",
    "Milestone",
    "Occurrence",
    "OldSlug",
    "Place",
    "Revision",
    "Schedule",
    "Signature",
    "Source",
    "Statement",
    "Target",
]
