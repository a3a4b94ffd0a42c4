"""Told to everybody who hosts an action: so many mails about it have not gone when they should have. Counts only."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.querysets import EDITING_ROLES
from events import emails
from events.contacts.links import open_links
from events.late_mails import Late, count_late, late_dates
from events.messages import EMAIL, host_recipient, id_of, member_recipient
from events.messages.preparing import ERASED, NO_KEY
from events.models import Event, Host, Occurrence
from events.querysets.event import prefetch_co_hosts
from notifications.kinds import Message, NotOwed, Outcome, Owed
from notifications.models import Delivery

LIFETIME = timedelta(hours=12)
# It goes before the mails that it is about.
AHEAD = timedelta(days=3_650)
MINUTE = "%Y%m%dT%H%M"


class UnsentKind:
    name = "events.unsent"
    label = _("Mails that have not gone")
    urgency = 1

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        """Once for each moment of an action, however many of its dates it concerns."""
        late = late_dates(now=now)
        moments: dict[int, set[tuple[str, datetime]]] = defaultdict(set)
        for pk, event in Occurrence.objects.filter(pk__in=late).values_list("pk", "event"):
            moments[event] |= late[pk]
        for event, names in _recipients(moments).items():
            yield [_owed(event, kind, at, name, now=now) for kind, at in sorted(moments[event]) for name in names]

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        """Counted anew: what has gone meanwhile is not told. Queries by the number of actions, which are few."""
        events = Event.objects.select_related("organization").in_bulk({id_of(each.topic) for each in deliveries})
        late = {pk: _late_of(event, now=now) for pk, event in events.items()}
        people = _People(deliveries)
        return {
            each.pk: _made(each, events.get(id_of(each.topic)), late.get(id_of(each.topic), {}), people)
            for each in deliveries
        }

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Nothing to do: the pages say the same."""


UNSENT = UnsentKind()


def _owed(event: int, kind: str, at: datetime, recipient: str, *, now: datetime) -> Owed:
    return Owed(
        kind=UNSENT.name,
        recipient=recipient,
        topic=f"event:{event}",
        channel=EMAIL,
        key=f"unsent:{event}:{kind}:{at.astimezone(UTC):{MINUTE}}:{recipient}",
        due_at=now,
        not_after=now + LIFETIME,
        order_at=now - AHEAD,
    )


def _moment_of(delivery: Delivery) -> tuple[str, datetime]:
    _word, _event, kind, at = delivery.key.split(":")[:4]
    return kind, datetime.strptime(at, MINUTE).replace(tzinfo=UTC)


def _late_of(event: Event, *, now: datetime) -> dict[tuple[str, datetime], Late]:
    late = count_late(list(event.occurrences.values_list("pk", flat=True)), now=now)
    return {(each.kind, each.due_at): each for each in late}


def _made(
    delivery: Delivery, event: Event | None, late: Mapping[tuple[str, datetime], Late], people: "_People"
) -> Message | NotOwed:
    if event is None:
        return ERASED
    told = late.get(_moment_of(delivery))
    if told is None:
        return NotOwed("all have gone by now")
    return people.message(delivery.recipient, event, told)


def _recipients(events: Collection[int]) -> dict[int, list[str]]:
    """Who hosts each: owners and organizers of its organisations, and the hosts behind links."""
    names: dict[int, list[str]] = defaultdict(list)
    editors = _editors(events)
    for event, users in editors.items():
        names[event] += [member_recipient(user) for user in sorted(users)]
    hosts = Host.objects.reachable().filter(event__in=events).order_by("pk")
    for event, pk in hosts.values_list("event", "pk"):
        names[event].append(host_recipient(pk))
    return names


def _editors(events: Collection[int]) -> dict[int, set[int]]:
    """By event, the users who may change it."""
    rows = Event.objects.filter(pk__in=events).select_related("listed_host").prefetch_related(prefetch_co_hosts(Event))
    organizations = {row.pk: _organizations_of(row) for row in rows}
    roles = Membership.objects.filter(
        organization__in=set().union(*organizations.values()), role__in=EDITING_ROLES, user__is_active=True
    )
    members: dict[int, set[int]] = defaultdict(set)
    for organization, user in roles.values_list("organization", "user"):
        members[organization].add(user)
    return {pk: set().union(*(members[one] for one in ones)) for pk, ones in organizations.items()}


def _organizations_of(event: Event) -> set[int]:
    claimed = event.listed_host.claimed_by_id if event.listed_host else None
    own = {event.organization_id, *(one.organization_id for one in event.co_hosts.all())}
    return own | ({claimed} if claimed else set())


class _People:
    """Those whom deliveries are for, as far as they still host; addresses live no longer than this."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        ids: dict[str, set[int]] = defaultdict(set)
        for delivery in deliveries:
            ids[delivery.recipient.partition(":")[0]].add(id_of(delivery.recipient))
        self._editors = _editors({id_of(delivery.topic) for delivery in deliveries})
        self._users = User.objects.filter(is_active=True).in_bulk(ids["member"])
        self._hosts = Host.objects.reachable().filter(event__isnull=False).in_bulk(ids["host"])
        self._contacts = open_links(self._hosts.values())

    def message(self, recipient: str, event: Event, late: Late) -> Message | NotOwed:
        if recipient.startswith("host:"):
            return self._to_host(id_of(recipient), event, late)
        user = self._users.get(id_of(recipient))
        if user is None or user.pk not in self._editors.get(event.pk, set()):
            return NotOwed("hosts it no longer")
        path = reverse("events:organize-event-detail", args=[event.slug])
        return emails.unsent_mail(
            event, late, to=user.email, language=user.language or settings.LANGUAGE_CODE, path=path
        )

    def _to_host(self, pk: int, event: Event, late: Late) -> Message | NotOwed:
        host, contact = self._hosts.get(pk), self._contacts.get(pk)
        if host is None or host.event_id != event.pk:
            return ERASED
        if contact is None or contact.address is None:
            return NO_KEY
        path = reverse("events:host-detail", args=[contact.token])
        return emails.unsent_mail(event, late, to=contact.address, language=host.language, path=path, is_secret=True)
