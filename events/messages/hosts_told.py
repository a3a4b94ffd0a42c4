"""Those who host actions, as recipients: members of their organisations by role, and the hosts behind secret links."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership, User
from accounts.querysets import EDITING_ROLES
from events.contacts.links import open_links
from events.messages import host_recipient, id_of, member_recipient
from events.messages.preparing import ERASED, NO_KEY
from events.models import Event, Host
from events.querysets.event import prefetch_co_hosts
from notifications.kinds import NotOwed
from notifications.models import Delivery

NO_HOST = NotOwed("hosts it no longer")


@dataclass(frozen=True, slots=True)
class Told:
    """`path` is the page on which they look after the action; `is_secret`: it is the host's own link."""

    to: str = field(repr=False)
    language: str
    path: str = field(repr=False)
    is_secret: bool = False

    @property
    def page_url(self) -> str:
        return f"{settings.SITE_URL}{self.path}?lang={self.language}"


def recipients_of(events: Collection[int], *, roles: Sequence[str] = EDITING_ROLES) -> dict[int, list[str]]:
    """By event: members of its organisations in these roles; with those who may edit also the hosts behind links."""
    names: dict[int, list[str]] = defaultdict(list)
    for event, users in members_of(events, roles=roles).items():
        names[event] += [member_recipient(user) for user in sorted(users)]
    if set(roles) & set(EDITING_ROLES):
        hosts = Host.objects.reachable().filter(event__in=events).order_by("pk")
        for event, pk in hosts.values_list("event", "pk"):
            names[event].append(host_recipient(pk))
    return names


def members_of(events: Collection[int], *, roles: Sequence[str]) -> dict[int, set[int]]:
    """By event, the users who have one of these roles in an organisation that hosts it."""
    rows = Event.objects.filter(pk__in=events).select_related("listed_host").prefetch_related(prefetch_co_hosts(Event))
    organizations = {row.pk: _organizations_of(row) for row in rows}
    memberships = Membership.objects.filter(
        organization__in=set().union(*organizations.values()), role__in=roles, user__is_active=True
    )
    members: dict[int, set[int]] = defaultdict(set)
    for organization, user in memberships.values_list("organization", "user"):
        members[organization].add(user)
    return {pk: set().union(*(members[one] for one in ones)) for pk, ones in organizations.items()}


def _organizations_of(event: Event) -> set[int]:
    claimed = event.listed_host.claimed_by_id if event.listed_host else None
    own = {event.organization_id, *(one.organization_id for one in event.co_hosts.all())}
    return own | ({claimed} if claimed else set())


class HostsTold:
    """Those whom deliveries are for, as far as they still have one of `roles`; addresses live no longer than this."""

    def __init__(
        self, deliveries: Iterable[Delivery], events: Collection[int], *, roles: Sequence[str] = EDITING_ROLES
    ) -> None:
        ids: dict[str, set[int]] = defaultdict(set)
        for delivery in deliveries:
            ids[delivery.recipient.partition(":")[0]].add(id_of(delivery.recipient))
        self._members = members_of(events, roles=roles)
        self._hosts_by_link = bool(set(roles) & set(EDITING_ROLES))
        self._users = User.objects.filter(is_active=True).in_bulk(ids["member"])
        self._hosts = Host.objects.reachable().filter(event__isnull=False).in_bulk(ids["host"])
        self._contacts = open_links(self._hosts.values())

    def find(self, recipient: str, event: Event) -> Told | NotOwed:
        if recipient.startswith("host:"):
            return self._host(id_of(recipient), event)
        user = self._users.get(id_of(recipient))
        if user is None or user.pk not in self._members.get(event.pk, set()):
            return NO_HOST
        path = reverse("events:organize-event-detail", args=[event.slug])
        return Told(user.email, user.language or settings.LANGUAGE_CODE, path)

    def _host(self, pk: int, event: Event) -> Told | NotOwed:
        host, contact = self._hosts.get(pk), self._contacts.get(pk)
        if host is None or host.event_id != event.pk:
            return ERASED
        if not self._hosts_by_link:
            return NO_HOST
        if contact is None or contact.address is None:
            return NO_KEY
        path = reverse("events:host-detail", args=[contact.token])
        return Told(contact.address, host.language, path, is_secret=True)
