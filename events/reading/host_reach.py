"""Whom a question about an action reaches, and why it reaches nobody. Two queries for any number of actions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.querysets import EDITING_ROLES
from events.models import Host
from events.reading.table_row import TableRow

ASK_AGAIN_AFTER = dt.timedelta(hours=12)


class Obstacle(TextChoices):
    """Why nobody is asked; what can be mended stands first."""

    NO_ADDRESS = "no-address", _("No address is known: give them a host link")
    REFUSED = "refused", _("Their address refuses mail: send a host link to another one")
    BY_HAND = "by-hand", _("Their link was passed on by hand, so there is no address")
    ONLY_YOU = "only-you", _("You look after them yourself")
    NOBODY = "nobody", _("Nobody looks after them at the moment")
    ASKED = "asked", _("Asked less than twelve hours ago")
    NO_MAIL = "no-mail", _("This site sends no mail")
    CLOSED = "closed", _("Over or cancelled")


@dataclass(frozen=True, slots=True)
class Reach:
    """`link` is the host without an account, who has an address; otherwise `members` are the owners and organizers."""

    row: TableRow
    link: Host | None = None
    members: Sequence[User] = ()
    obstacle: Obstacle | None = None

    @property
    def people(self) -> int:
        return 1 if self.link else len(self.members)


def read_reach(rows: Iterable[TableRow], *, by: User, now: dt.datetime) -> list[Reach]:
    rows = list(rows)
    members = _members({row.event.organization_id for row in rows})
    return [_reach(row, members[row.event.organization_id], by=by, now=now) for row in rows]


def _reach(row: TableRow, members: Sequence[User], *, by: User, now: dt.datetime) -> Reach:
    if obstacle := _obstacle(row, now=now):
        return Reach(row, obstacle=obstacle)
    if row.link is not None:
        return Reach(row, link=row.link)
    others = [user for user in members if user.pk != by.pk]
    if not others:
        return Reach(row, obstacle=Obstacle.ONLY_YOU if members else Obstacle.NOBODY)
    return Reach(row, members=others)


def _obstacle(row: TableRow, *, now: dt.datetime) -> Obstacle | None:
    checks = {
        Obstacle.CLOSED: not row.is_open,
        Obstacle.ASKED: row.asked_at is not None and row.asked_at > now - ASK_AGAIN_AFTER,
        Obstacle.NO_MAIL: settings.EMAIL_IS_OFF,
        Obstacle.REFUSED: row.link is not None and row.link.refused_at is not None,
        Obstacle.BY_HAND: row.link is not None and not row.link.has_address,  # type: ignore[attr-defined]
        Obstacle.NO_ADDRESS: row.link is None and row.event.listed_host_id is not None,
    }
    return next((obstacle for obstacle, is_so in checks.items() if is_so), None)


def _members(organizations: Iterable[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    rows = Membership.objects.filter(
        organization__in=organizations, role__in=EDITING_ROLES, user__is_active=True
    ).select_related("user")
    for membership in rows.order_by("pk"):
        found[membership.organization_id].append(membership.user)
    return found
