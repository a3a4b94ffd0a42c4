"""The mails to somebody who follows a list or a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.contacts.sealing import Contact
from events.date_facts import DateFacts, facts_of
from events.emails.letter import letter, list_headers, personal_url, say_quote_of
from events.follow_words import say_pace
from events.following import Followed
from events.models import Announcement, Campaign, Event, Follow, Milestone, Occurrence, Statement
from events.remembered import Remembered
from events.who_hosts import say_hosts
from notifications.kinds import Message


@dataclass(frozen=True, slots=True)
class NewDate:
    """One date of an action, and how many more of it are as new."""

    event: Event
    facts: DateFacts
    hosts: str
    quote: dict[str, str] | None
    more: int

    @classmethod
    def of(cls, date: Occurrence, more: int, language: str, *, now: dt.datetime) -> Self:
        facts = facts_of(date, language, now=now, is_confirmed=False)
        return cls(date.event, facts, say_hosts(date.event, language), say_quote_of(date.event), more)


@dataclass(frozen=True, slots=True)
class ChangedDate:
    """What has become of a date, with what it was; `more` changes of the same action are not shown."""

    event: Event
    facts: DateFacts
    what: str
    more: int

    @classmethod
    def of(cls, change: Announcement, more: int, language: str, *, now: dt.datetime) -> Self:
        date, old = change.occurrence, Remembered.from_json(change.old)
        facts = facts_of(date, language, now=now, is_confirmed=False, old=old)
        with override(language):
            return cls(date.event, facts, _say_what(date, old), more)


@dataclass(frozen=True, slots=True)
class News:
    """What one mail tells, as it stands now. `name` is what is followed; `left_out` actions are too many for it."""

    name: str
    dates: Sequence[NewDate]
    campaigns: Sequence[Campaign]
    statements: Sequence[Statement]
    milestones: Sequence[Milestone]
    changes: Sequence[ChangedDate]
    left_out: int

    @property
    def is_empty(self) -> bool:
        return not (self.number_of_new or self.changes)

    @property
    def number_of_new(self) -> int:
        return len(self.dates) + len(self.campaigns) + len(self.statements) + len(self.milestones)


def follow_confirmation_mail(follow: Follow, *, name: str, contact: Contact) -> Message:
    """`name` holds nothing that somebody typed: the address may be a stranger's."""
    context = {
        "name": name,
        "how_often": say_pace(follow.how_often, follow.zone, follow.language),
        "personal_url": personal_url("events:follow-detail", follow.language, contact.token),
        "leave_url": personal_url("events:leave", follow.language),
    }
    return letter("follow_confirmation", follow.language, contact, context)


def follow_news_mail(follow: Follow, news: News, *, contact: Contact, is_digest: bool) -> Message:
    followed = Followed.of(follow)
    context = {
        "news": news,
        "is_digest": is_digest,
        "is_weekly": follow.how_often == Follow.HowOften.WEEKLY,
        "page_url": settings.SITE_URL + followed.page(follow.language),
        "feed_url": settings.SITE_URL + followed.feed(follow.language),
        "personal_url": personal_url("events:follow-detail", follow.language, contact.token),
        "how_often": say_pace(follow.how_often, follow.zone, follow.language),
        "LANGUAGE_CODE": follow.language,
    }
    headers = list_headers("events:follow-unsubscribe", contact, name="follows")
    return letter("follow_news", follow.language, contact, context, headers=headers)


def follow_ended_mail(follow: Follow, *, contact: Contact) -> Message:
    context = {
        "day": follow.confirmed_at,
        "page_url": settings.SITE_URL + Followed.of(follow).page(),
        "events_url": personal_url("events:event-list", follow.language),
    }
    return letter("follow_ended", follow.language, contact, context)


def _say_what(date: Occurrence, old: Remembered) -> str:
    states = Occurrence.State
    if date.is_cancelled or date.event.is_cancelled:
        return _("Cancelled")
    if date.is_postponed:
        return _("Postponed")
    if old.state == states.CANCELLED:
        return _("It takes place after all")
    if old.state == states.POSTPONED:
        return _("There is a new date")
    is_elsewhere = Remembered.of(date).says_another_place_than(old)
    if Remembered.of(date).time == old.time:
        return _("New place")
    return _("New time and place") if is_elsewhere else _("New time")
