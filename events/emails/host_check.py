"""Is it still on?"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import override

from events import wording
from events.contacts.sealing import Contact
from events.date_facts import facts_of
from events.emails.letter import letter, personal_url
from events.models import Host, HostCheck, Occurrence
from notifications.kinds import Message


def host_check_mail(check: HostCheck, host: Host, date: Occurrence, *, contact: Contact, now: dt.datetime) -> Message:
    """What stands, and one button. To an address that nobody has confirmed: who asks, the day, the question, and
    nothing that anybody typed."""
    event = check.event
    language = (host.user.language if host.user else "") or host.language
    call = check.call
    context: dict[str, Any] = {
        "organization": call.statement.organization if call else event.organization,
        "is_known": host.user is not None or host.confirmed_at is not None,
        "personal_url": personal_url("events:host-still-on", language, contact.token),
        "when": _say_when(date, language, now=now),
        "leave_url": personal_url("events:leave", language),
    }
    if context["is_known"]:
        facts = facts_of(date, language, now=now, is_confirmed=False)
        context |= {"action": event, "call": call, "dates": [{"facts": facts}], "note": check.note}
        context |= {"lacks_hour": date.hours == "tba", "lacks_place": date.is_in_person and date.place_is_pending}
    return letter("host_check", language, contact, context)


def _say_when(date: Occurrence, language: str, *, now: dt.datetime) -> str:
    today = now.astimezone(ZoneInfo(date.schedule.zone)).date()
    with override(language):
        return wording.say_when(date, language, today=today)
