"""What is stored. Rules that hold for any row, whoever writes it, are constraints here."""

from events.models.campaign import Campaign, Demand, Milestone, Source, Target
from events.models.consent import CoHost, LinkConsent, NameClaim, SigningConsent
from events.models.event import Announcement, AnsweredCall, Event, Occurrence, OldSlug, Schedule
from events.models.follow import Follow, FollowedList, FollowFeed
from events.models.fragment import Fragment
from events.models.hosting import Host, HostCheck, Kit, ListedAction, PastedList, Proposal, TrustedHost
from events.models.imported import CalendarFile, ImportedEvent
from events.models.place import Place
from events.models.push import PushSubscription
from events.models.reminder import ReminderRules
from events.models.rsvp import RSVP, FormerLink, LeaveLink, PrivateFeedEntry
from events.models.statement import Anchor, Call, ListedName, Revision, Signature, SignatureInvitation, Statement
from events.models.webhook import Webhook

__all__ = [
    "RSVP",
    "Anchor",
    "Announcement",
    "AnsweredCall",
    "CalendarFile",
    "Call",
    "Campaign",
    "CoHost",
    "Demand",
    "Event",
    "Follow",
    "FollowFeed",
    "FollowedList",
    "FormerLink",
    "Fragment",
    "Host",
    "HostCheck",
    "ImportedEvent",
    "Kit",
    "LeaveLink",
    "LinkConsent",
    "ListedAction",
    "ListedName",
    "Milestone",
    "NameClaim",
    "Occurrence",
    "OldSlug",
    "PastedList",
    "Place",
    "PrivateFeedEntry",
    "Proposal",
    "PushSubscription",
    "ReminderRules",
    "Revision",
    "Schedule",
    "Signature",
    "SignatureInvitation",
    "SigningConsent",
    "Source",
    "Statement",
    "Target",
    "TrustedHost",
    "Webhook",
]
