"""The mails to those who look after an action without an account."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from events.contacts.sealing import Contact
from events.date_facts import facts_of, public_url
from events.emails.letter import letter, personal_url, say_quote_of
from events.models import Event, Host, Occurrence
from notifications.kinds import Message


def proposal_mail(host: Host, *, contact: Contact) -> Message:
    """The link that confirms a proposal. Nobody has confirmed the address: nothing that was typed stands in it."""
    call = host.proposal.call
    context = {
        "call": call,
        "organization": call.statement.organization,
        "page_url": personal_url("events:call-detail", host.language, call.slug),
        "personal_url": _link(host, contact),
        "leave_url": personal_url("events:leave", host.language),
    }
    return letter("host_confirmation", host.language, contact, context)


def online_mail(host: Host, event: Event, *, contact: Contact, now: dt.datetime) -> Message:
    """It is public: the page, the link to look after it, what comes next."""
    date = _first_date(event)
    context = {
        "event": event,
        "quote": say_quote_of(event),
        "dates": [{"facts": facts_of(date, host.language, now=now, is_confirmed=False)}],
        "page_url": public_url(date, host.language),
        "personal_url": _link(host, contact),
        "lost_url": personal_url("events:host-new-link", host.language),
    }
    return letter("host_online", host.language, contact, context)


def sent_back_mail(host: Host, *, contact: Contact) -> Message:
    """Why, and the link behind which it can be changed and sent again."""
    proposal = host.proposal
    context = {
        "proposal": proposal,
        "call": proposal.call,
        "organization": proposal.call.statement.organization,
        "personal_url": _link(host, contact),
    }
    return letter("host_sent_back", host.language, contact, context)


def host_link_mail(hosts: Iterable[Host], *, contacts: Mapping[int, Contact], to: Contact) -> Message:
    """The link to each of these actions and proposals. Whoever was given one, and never used it, has not asked."""
    linked = [host for host in hosts if host.pk in contacts]
    rows = [_linked(host, contacts[host.pk]) for host in linked]
    is_given = all(host.event is not None and host.confirmed_at is None for host in linked)
    context = {"rows": rows, "several": len(rows) > 1, "is_given": is_given}
    return letter("host_link", linked[0].language, to, context)


def _linked(host: Host, contact: Contact) -> dict[str, Any]:
    words = {"url": _link(host, contact)}
    if host.event is not None:
        words |= {"title": host.event.title, "organization": host.event.organization.name}
        return words | {"town": host.event.town, "day": _first_date(host.event).start_on}
    call = host.proposal.call
    return words | {
        "title": call.title,
        "town": host.proposal.town,
        "organization": call.statement.organization.name,
        "day": host.proposal.start_on,
        "is_proposal": True,
    }


def _first_date(event: Event) -> Occurrence:
    """`for_page` has loaded it."""
    date: Occurrence = event.occurrences.all()[0]
    date.event = event
    return date


def _link(host: Host, contact: Contact) -> str:
    return personal_url("events:host-detail", host.language, contact.token)
