"""Told to everybody who hosts an action: so many mails about it have not gone when they should have. Counts only."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from events import emails
from events.late_mails import Late, count_late, late_dates
from events.messages import AHEAD, EMAIL, id_of
from events.messages.bounces import stop_after_bounce
from events.messages.hosts_told import HostsTold, recipients_of
from events.messages.preparing import ERASED
from events.models import Event, Occurrence
from notifications.kinds import Made, Message, NotOwed, Outcome, Owed
from notifications.models import Delivery

LIFETIME = timedelta(hours=12)
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
        for event, names in recipients_of(moments).items():
            yield [_owed(event, kind, at, name, now=now) for kind, at in sorted(moments[event]) for name in names]

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        """Counted anew: what has gone meanwhile is not told. Queries by the number of actions, which are few."""
        events = Event.objects.select_related("organization").in_bulk({id_of(each.topic) for each in deliveries})
        late = {pk: _late_of(event, now=now) for pk, event in events.items()}
        people = HostsTold(deliveries, list(events))
        return {
            each.pk: _made(each, events.get(id_of(each.topic)), late.get(id_of(each.topic), {}), people)
            for each in deliveries
        }

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


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
        order_at=now - AHEAD,  # before the mails that it is about
    )


def _moment_of(delivery: Delivery) -> tuple[str, datetime]:
    _word, _event, kind, at = delivery.key.split(":")[:4]
    return kind, datetime.strptime(at, MINUTE).replace(tzinfo=UTC)


def _late_of(event: Event, *, now: datetime) -> dict[tuple[str, datetime], Late]:
    late = count_late(list(event.occurrences.values_list("pk", flat=True)), now=now)
    return {(each.kind, each.due_at): each for each in late}


def _made(
    delivery: Delivery, event: Event | None, late: Mapping[tuple[str, datetime], Late], people: HostsTold
) -> Message | NotOwed:
    if event is None:
        return ERASED
    told = late.get(_moment_of(delivery))
    if told is None:
        return NotOwed("all have gone by now")
    host = people.find(delivery.recipient, event)
    if isinstance(host, NotOwed):
        return host
    return emails.unsent_mail(event, told, host)
