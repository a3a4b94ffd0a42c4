"""What a server of others is told: that something was published, changed or cancelled, by ids and URLs alone.

No name and no address is in it, of nobody: whoever gets it reads what is public where it is public.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.querysets import OWNING_ROLES
from events.contacts.links import open_many_texts
from events.messages import ended_at, id_of
from events.messages.notice import owed_notices
from events.models import Announcement, CoHost, Event, Occurrence, Webhook
from notifications.actions import call_off, owe
from notifications.channels.webhook import WebhookMessage
from notifications.kinds import NotOwed, Outcome, Owed, PlansNothing, Result
from notifications.models import Delivery

News, Off = Webhook.News, Webhook.Off
CHANNEL = "webhook"
PING = "ping"
# Tried for so long: a server that is down over a night misses nothing.
LIFETIME = timedelta(days=1)
# Turned off when so many tries have failed since the last that arrived, the first of them so long ago.
FAILED_TRIES = 20
FAILING_FOR = timedelta(days=1)
MOST_DATES = 50
ADDED = "added"
_WHEN = "%Y%m%dT%H%M%S%f"


class ChangedDate(NamedTuple):
    """`what` is the kind of an announcement, or that the date was added to a public series."""

    what: str
    date: Occurrence


class WebhookKind(PlansNothing):
    name = "events.webhook"
    label = _("To a server of others")
    urgency = 3  # no person waits for it

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, WebhookMessage | NotOwed]:
        webhooks = Webhook.objects.in_bulk({id_of(delivery.recipient) for delivery in deliveries})
        opened = open_many_texts(webhooks.values(), "url", "secret", "old_secret")
        bodies = _bodies(deliveries)

        def make(delivery: Delivery) -> WebhookMessage | NotOwed:
            webhook = webhooks.get(id_of(delivery.recipient))
            if webhook is None or webhook.pk not in opened:
                return NotOwed("deleted")
            if not webhook.is_on:
                return NotOwed("turned off")
            body = bodies.get(delivery.pk)
            if body is None:
                return NotOwed("not public")
            url, secret, old_secret = opened[webhook.pk]
            return WebhookMessage(
                url=url,
                secret=secret,
                old_secret=old_secret or "" if webhook.signs_twice(at=now) else "",
                body=json.dumps(body, ensure_ascii=False).encode(),
            )

        return {delivery.pk: make(delivery) for delivery in deliveries}

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Counts what does not arrive, and turns off what is given up."""
        webhook, now = Webhook.objects.filter(pk=id_of(delivery.recipient)), ended_at(delivery)
        if outcome.result is Result.SENT:
            webhook.filter(failed_tries__gt=0).update(failed_tries=0, failing_since=None)
        elif outcome.is_hard_bounce:
            turn_off(id_of(delivery.recipient), because=Off.GONE, now=now)
        elif outcome.result in (Result.FAILED, Result.EXPIRED) and news_of(delivery) != PING:
            failing_since = Coalesce(F("failing_since"), delivery.due_at)
            webhook.update(failed_tries=F("failed_tries") + delivery.attempts, failing_since=failing_since)
            if webhook.filter(failed_tries__gte=FAILED_TRIES, failing_since__lte=now - FAILING_FOR).exists():
                turn_off(id_of(delivery.recipient), because=Off.FAILING, now=now)


WEBHOOK = WebhookKind()


def webhook_recipient(webhook_id: int) -> str:
    return f"webhook:{webhook_id}"


def owed_news(events: Collection[int], news: str, *, now: datetime) -> list[Owed]:
    """One for each of these actions to the webhooks of all who host it, of those that want it. Call it in the
    transaction of the change. One query where nobody wants it, otherwise four."""
    if not events:
        return []
    found, with_others = Event.objects.filter(pk__in=events), CoHost.objects.given().filter(event__in=events)
    hosts = Q(organization__in=found.values("organization"))
    hosts |= Q(organization__in=found.values("listed_host__claimed_by"))
    hosts |= Q(organization__in=with_others.values("organization"))
    wanting: dict[int, list[int]] = defaultdict(list)
    for pk, organization, wanted in Webhook.objects.on().filter(hosts).values_list("pk", "organization", "news"):
        if news in wanted:
            wanting[organization].append(pk)
    if not wanting:
        return []
    hosting = {
        *found.values_list("organization", "pk"),
        *found.values_list("listed_host__claimed_by", "pk"),
        *with_others.values_list("organization", "event"),
    }
    return [
        _owed(webhook, news, event_id, topic=f"event:{event_id}", now=now)
        for organization, event_id in sorted(pair for pair in hosting if pair[0] in wanting)
        for webhook in wanting[organization]
    ]


def owed_changes(announcements: Sequence[Announcement], *, now: datetime) -> list[Owed]:
    """One for each action, however many of its dates are concerned; what is cancelled is told apart from the rest."""
    cancelled = {one.event_id for one in announcements if one.kind == Announcement.Kind.CANCELLED}
    changed = {one.event_id for one in announcements if one.kind != Announcement.Kind.CANCELLED}
    return [*owed_news(cancelled, News.CANCELLED, now=now), *owed_news(changed, News.CHANGED, now=now)]


def owed_ping(webhook: Webhook, *, now: datetime) -> Owed:
    return _owed(webhook.pk, PING, webhook.pk, topic=webhook_recipient(webhook.pk), now=now)


def turn_off(webhook_id: int, *, because: str, now: datetime) -> None:
    """Nothing more goes to it. Its owners are told, unless one of them did it. Safe to call twice."""
    with transaction.atomic():
        if not Webhook.objects.on().filter(pk=webhook_id).update(off_at=now, off_because=because):
            return
        planned = Delivery.objects.filter(kind=WEBHOOK.name, recipient=webhook_recipient(webhook_id))
        call_off(planned, reason="turned off", now=now)
        if because != Off.OWNER:
            webhook = Webhook.objects.select_related("organization").get(pk=webhook_id)
            owe(owed_notices("webhook-off", webhook_id, webhook.organization, roles=OWNING_ROLES, now=now), now=now)


def news_of(delivery: Delivery) -> str:
    """The type of what it says: "event.changed", "ping"."""
    return delivery.key.split(":")[2]


def _owed(webhook_id: int, news: str, about: int, *, topic: str, now: datetime) -> Owed:
    return Owed(
        kind=WEBHOOK.name,
        recipient=webhook_recipient(webhook_id),
        topic=topic,
        channel=CHANNEL,
        key=f"webhook:{webhook_id}:{news}:{about}:{now.astimezone(UTC).strftime(_WHEN)}",
        due_at=now,
        not_after=now + LIFETIME,
        order_at=now,
    )


def _bodies(deliveries: Sequence[Delivery]) -> dict[int, dict[str, Any]]:
    """By delivery; of what is not public (any more) there is none. Three queries."""
    about = {delivery.pk: _about(delivery) for delivery in deliveries if news_of(delivery) != PING}
    events = Event.objects.public().select_related("organization").in_bulk({event for event, _when in about.values()})
    dates = _changed_dates(set(about.values()))
    bodies: dict[int, dict[str, Any]] = {}
    for delivery in deliveries:
        if delivery.pk not in about:
            data: dict[str, Any] = {"webhook": str(id_of(delivery.recipient))}
        elif about[delivery.pk][0] in events:
            event_id, when = about[delivery.pk]
            data = _data(events[event_id], news_of(delivery), dates[event_id, when])
        else:
            continue
        timestamp = _about(delivery)[1].isoformat().replace("+00:00", "Z")
        bodies[delivery.pk] = {"type": news_of(delivery), "timestamp": timestamp, "data": data}
    return bodies


def _about(delivery: Delivery) -> tuple[int, datetime]:
    """The number of what it is about, and when that happened."""
    _word, _webhook, _news, about, when = delivery.key.split(":")
    return int(about), datetime.strptime(when, _WHEN).replace(tzinfo=UTC)


def _changed_dates(changes: Collection[tuple[int, datetime]]) -> dict[tuple[int, datetime], list[ChangedDate]]:
    """What has become of dates with each change of an action. Two queries."""
    found: dict[tuple[int, datetime], list[ChangedDate]] = defaultdict(list)
    events, moments = {event for event, _when in changes}, {when for _event, when in changes}
    rows = Announcement.objects.changes().filter(event__in=events, created_at__in=moments)
    for row in rows.select_related("occurrence").order_by("occurrence__original_on", "pk"):
        found[row.event_id, row.created_at].append(ChangedDate(row.kind, row.occurrence))
    added = Occurrence.objects.filter(event__in=events, added_at__in=moments, date_slug__isnull=False)
    for date in added.order_by("original_on", "pk"):
        if date.added_at is not None:
            found[date.event_id, date.added_at].append(ChangedDate(ADDED, date))
    return found


def _data(event: Event, news: str, changed: Sequence[ChangedDate]) -> dict[str, Any]:
    """Ids and addresses; what stands there is for everybody to read."""
    if news == News.CANCELLED:
        changed = [one for one in changed if one.what == Announcement.Kind.CANCELLED]  # the others: as a change
    dates = {one.date.pk: one.date for one in changed}
    data: dict[str, Any] = {
        "event": event.slug,
        "organization": event.organization.slug,
        "url": _url("events:event-detail", event.slug),
        "api_url": _url("events:api:event-detail", event.slug),
    }
    if changed:
        data["what"] = sorted({one.what for one in changed})
        data["dates"] = [
            {"date": date.date_slug, "url": _url("events:occurrence-detail", event.slug, date.date_slug)}
            for date in list(dates.values())[:MOST_DATES]
        ]
        data["number_of_dates"] = len(dates)
    return data


def _url(name: str, *args: str | None) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
