"""To those who host an action or help at it: before it begins, and after."""

import datetime as dt
from typing import Any

from events.contacts.sealing import Contact
from events.date_facts import facts_of, public_url
from events.emails.letter import letter
from events.messages.hosts_told import Told
from events.models import Occurrence
from notifications.kinds import Message


def host_reminder_mail(date: Occurrence, host: Told, *, is_host: bool, is_over: bool, now: dt.datetime) -> Message:
    """Hosts are told how many come, and where also while that is hidden; helpers what everybody sees."""
    language = host.language
    context: dict[str, Any] = {
        "action": date.event,
        "dates": [{"facts": facts_of(date, language, now=now, is_confirmed=is_host)}],
        "going": date.going_in_person + date.going_online + date.going_unreachable,
        "maybe": date.maybe,
        "is_host": is_host,
        "is_over": is_over,
        "is_secret": host.is_secret,
        "page_url": host.page_url if is_host else public_url(date, language),
    }
    return letter("host_reminder", language, Contact(token="", address=host.to), context)
