"""Told to the owners and organizers of an organisation: something waits for them, or has happened.

What waits is told once an hour at most, however much it is: each mail says what waits when it is made.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Membership, Organization, User
from accounts.querysets import EDITING_ROLES
from events import emails
from events.messages import EMAIL, id_of, member_recipient
from events.messages.hourly import PAUSE, hourly
from events.messages.notice_subjects import SUBJECTS, News, Notice, Waiting
from notifications.kinds import Message, NotOwed, Outcome, Owed, PlansNothing
from notifications.models import Delivery

LIFETIME = timedelta(days=3)
NOTHING = NotOwed("nothing waits any more")


class NoticeKind(PlansNothing):
    name = "events.notice"
    label = _("Something for organisers")
    urgency = 1

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        """A fixed number of queries for each subject and language among them."""
        members = _Members(deliveries)
        alike: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
        for delivery in deliveries:
            alike[_subject_of(delivery), members.language_of(delivery)].append(delivery)
        made: dict[int, Message | NotOwed] = {}
        for (subject, language), rows in alike.items():
            with override(language):
                notices = members.notices(rows, subject=SUBJECTS.get(subject))
            made |= {row.pk: members.message(row, notices.get(row.pk), language=language) for row in rows}
        return made

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Nothing to do."""


NOTICE = NoticeKind()


def owed_notices(
    subject: str, pk: int, organization: Organization, *, now: datetime, roles: Collection[str] = EDITING_ROLES
) -> list[Owed]:
    """To each owner and organizer of `organization` (or each with one of `roles`) about row `pk`. Call it in the
    transaction that writes the row: of what waits, whatever was not sent yet says it with the rest, and is held until
    you commit."""
    users = list(_members(organization, roles).values_list("user", flat=True))
    if isinstance(SUBJECTS[subject], News):
        return [
            _owed(subject, pk, user, f"notice:{subject}:{pk}:{user}:{now:%Y%m%dT%H}", now + PAUSE) for user in users
        ]
    slots = hourly([f"notice:{subject}:{user}" for user in users], now=now)
    return [_owed(subject, pk, user, *slot) for user, slot in zip(users, slots, strict=True)]


def _owed(subject: str, pk: int, user: int, key: str, due_at: datetime) -> Owed:
    return Owed(
        kind=NOTICE.name,
        recipient=member_recipient(user),
        topic=f"{subject}:{pk}",
        channel=EMAIL,
        key=key,
        due_at=due_at,
        not_after=due_at + LIFETIME,
        order_at=due_at,
    )


def _members(organization: Organization, roles: Collection[str]) -> Any:
    return Membership.objects.filter(organization=organization, role__in=roles, user__is_active=True)


def _subject_of(delivery: Delivery) -> str:
    return delivery.topic.partition(":")[0]


class _Members:
    """Those whom deliveries are for, and the organisations for which they may answer, in two queries."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        wanted = {id_of(delivery.recipient) for delivery in deliveries}
        self._users: dict[int, User] = User.objects.filter(is_active=True).in_bulk(wanted)
        self._organizations: dict[int, set[int]] = defaultdict(set)
        rows = Membership.objects.filter(user__in=self._users, role__in=EDITING_ROLES)
        for user, organization in rows.values_list("user", "organization"):
            self._organizations[user].add(organization)

    def language_of(self, delivery: Delivery) -> str:
        user = self._users.get(id_of(delivery.recipient))
        return (user.language if user else "") or settings.LANGUAGE_CODE

    def notices(self, deliveries: Sequence[Delivery], *, subject: News | Waiting | None) -> dict[int, Notice]:
        """By delivery; what is not in it is not told any more."""
        if isinstance(subject, Waiting):
            return self._what_waits(deliveries, subject)
        said = subject.say({id_of(delivery.topic) for delivery in deliveries}) if subject else {}
        told = {delivery.pk: said.get(id_of(delivery.topic)) for delivery in deliveries if self._is_organizer(delivery)}
        return {pk: notice for pk, notice in told.items() if notice is not None}

    def message(self, delivery: Delivery, notice: Notice | None, *, language: str) -> Message | NotOwed:
        user = self._users.get(id_of(delivery.recipient))
        if user is None or notice is None:
            return NOTHING
        return emails.notice_mail(notice, to=user.email, language=language)

    def _what_waits(self, deliveries: Sequence[Delivery], subject: Waiting) -> dict[int, Notice]:
        mine = {delivery.pk: self._organizations[id_of(delivery.recipient)] for delivery in deliveries}
        numbers, firsts = _count(subject, set().union(*mine.values()))
        told = {pk: sum(numbers[each] for each in organizations) for pk, organizations in mine.items()}
        alone = {
            pk: next(firsts[each] for each in mine[pk] if numbers[each]) for pk, number in told.items() if number == 1
        }
        said = subject.say(set(alone.values())) if alone else {}
        return {
            pk: said.get(alone[pk]) or subject.say_many(1) if pk in alone else subject.say_many(number)
            for pk, number in told.items()
            if number
        }

    def _is_organizer(self, delivery: Delivery) -> bool:
        return bool(self._organizations[id_of(delivery.recipient)])


def _count(subject: Waiting, organizations: Collection[int]) -> tuple[Counter[int], dict[int, int]]:
    """How many rows wait for each organisation, and the first of them."""
    rows = subject.rows().order_by().annotate(asked_of=subject.asked_of).filter(asked_of__in=organizations)
    found = list(rows.values("asked_of").annotate(number=Count("pk"), first=Min("pk")))
    numbers = Counter({row["asked_of"]: row["number"] for row in found})
    return numbers, {row["asked_of"]: row["first"] for row in found}
