"""Beside a mail to somebody who comes: a message to the devices that they have named, which says that there is news and
not what. What is owed by mail decides: no mail, no push; and what must not be said any more by mail is not pushed."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from events.contacts.push import Browser, open_browsers
from events.messages import EMAIL, id_of, rsvp_recipient
from events.messages.preparing import ERASED
from events.models import PushSubscription
from notifications.channels.web_push import PushMessage, WebPushChannel
from notifications.channels.web_push.vapid import decode
from notifications.kinds import Made, NotOwed, Outcome, Owed, Prepared, message_kind
from notifications.models import Delivery, Topic

CHANNEL = "web_push"
PREFIX = "push:"
MAILS = ["events.announcement", "events.reminder", "events.word"]
State = Delivery.State
# Its mail has gone, or has not arrived: both are worth a message, if nothing has changed since.
TRIED = {State.SENT, State.KEPT, State.FAILED, State.UNCERTAIN}
SUBSCRIPTIONS = 300
# What was due so long ago is not pushed by a planner that was not running.
LATEST = timedelta(hours=6)


class PushKind:
    name = "events.push"
    label = gettext_lazy("To a device of somebody who comes")
    urgency = 1

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        """For each device what is owed by mail and has no row yet: written right after the row of the mail."""
        if not WebPushChannel.is_on():
            return
        last = 0
        told = PushSubscription.objects.to_tell().only("pk", "rsvp_id", "created_at").order_by("pk")
        while devices := list(told.filter(pk__gt=last)[:SUBSCRIPTIONS]):
            last = devices[-1].pk
            yield _without_row(devices, now=now, until=until)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        ids = {id_of(delivery.recipient) for delivery in deliveries}
        devices = PushSubscription.objects.select_related("rsvp__occurrence__event").in_bulk(ids)
        browsers = open_browsers(list(devices.values()))
        beside = _Mails(deliveries, now=now)

        def make(delivery: Delivery) -> Made:
            device, browser = devices.get(id_of(delivery.recipient)), browsers.get(id_of(delivery.recipient))
            if device is None or browser is None:
                return ERASED
            refused = beside.refusal(delivery)
            return refused or _message(delivery, device, browser, now=now)

        return {delivery.pk: make(delivery) for delivery in deliveries}

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """A browser that takes nothing more is forgotten."""
        if outcome.is_hard_bounce:
            PushSubscription.objects.filter(pk=id_of(delivery.recipient)).delete()


PUSH = PushKind()


class _Mails:
    """What stands of the mails that these go beside, as their own kinds see it now."""

    def __init__(self, deliveries: Sequence[Delivery], *, now: datetime) -> None:
        rows = Delivery.objects.filter(key__in={_mail_key(delivery) for delivery in deliveries})
        self._mails = {row.key: row for row in rows}
        topics = Topic.objects.filter(name__in={row.topic for row in self._mails.values()})
        self._changes = dict(topics.values_list("name", "change"))
        self._made: dict[int, Made] = {}
        waiting: dict[str, list[Delivery]] = defaultdict(list)
        for row in self._mails.values():
            if row.settled_at is None:
                waiting[row.kind].append(row)
        for kind, of_kind in waiting.items():
            self._made |= message_kind(kind).prepare(of_kind, now=now)

    def refusal(self, delivery: Delivery) -> Made | None:
        """Why it is not pushed, or not yet; None if it is."""
        mail = self._mails.get(_mail_key(delivery))
        if mail is None:
            return NotOwed("its mail is gone")
        if mail.settled_at is None:
            made = self._made.get(mail.pk)
            return None if isinstance(made, Prepared) else made or NotOwed("nothing to say")
        if mail.state not in TRIED:
            return NotOwed("its mail was not owed")
        has_changed = self._changes.get(mail.topic, 0) != mail.topic_change
        return NotOwed("changed since its mail") if has_changed else None


def push_recipient(subscription_id: int) -> str:
    return f"{PREFIX}{subscription_id}"


def _without_row(devices: Sequence[PushSubscription], *, now: datetime, until: datetime) -> list[Owed]:
    of_answers: dict[str, list[PushSubscription]] = defaultdict(list)
    for device in devices:
        of_answers[rsvp_recipient(device.rsvp_id)].append(device)
    mails = Delivery.objects.for_recipients(of_answers).filter(kind__in=MAILS, channel=EMAIL, not_after__gt=now)
    mails = mails.filter(due_at__gt=now - LATEST, due_at__lte=until).exclude(state__in=[State.NOT_OWED, State.EXPIRED])
    owed = {
        _key(device, mail): (device, mail)
        for mail in mails.order_by("pk")
        for device in of_answers[mail.recipient]
        if mail.due_at >= device.created_at
    }
    known = set(Delivery.objects.filter(key__in=owed).values_list("key", flat=True))
    return [_owed(key, device, mail) for key, (device, mail) in owed.items() if key not in known]


def _key(device: PushSubscription, mail: Delivery) -> str:
    return f"{PREFIX}{device.pk}:{mail.key}"


def _mail_key(delivery: Delivery) -> str:
    """What stands behind "push:<id>:"."""
    return delivery.key.split(":", 2)[2]


def _owed(key: str, device: PushSubscription, mail: Delivery) -> Owed:
    return Owed(
        kind=PUSH.name,
        recipient=push_recipient(device.pk),
        # Not that of its mail: hosts count mails by it.
        topic=f"{PREFIX}{id_of(mail.topic)}",
        channel=CHANNEL,
        key=key,
        due_at=mail.due_at,
        not_after=mail.not_after,
        order_at=mail.order_at,
    )


def _message(delivery: Delivery, device: PushSubscription, browser: Browser, *, now: datetime) -> PushMessage:
    occurrence, language = device.rsvp.occurrence, device.rsvp.language
    with override(language):
        title = _("There is news about an action you are coming to.")
    body = {"title": title, "language": language, "path": f"{occurrence.get_absolute_url()}?lang={language}"}
    is_pressing = _mail_key(delivery).startswith(("announcement:", "word:"))
    return PushMessage(
        endpoint=browser.endpoint,
        browser_key=decode(browser.key),
        auth=decode(browser.auth),
        body=json.dumps(body).encode(),
        seconds=int((delivery.not_after - now).total_seconds()),
        is_pressing=is_pressing,
    )
