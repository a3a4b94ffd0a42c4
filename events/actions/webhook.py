"""Webhooks of an organisation: add, try, turn off and on, delete. Only its owners may."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import KeysUnavailable
from accounts.keys import destroy_keys
from accounts.models import Organization, User
from accounts.permissions import is_owner
from events.contacts.links import key_of, open_texts, seal_texts
from events.errors import EventsError
from events.messages.webhook import LIFETIME, WEBHOOK, owed_ping, turn_off, webhook_recipient
from events.models import Webhook
from events.texts import clean_line
from notifications.actions import forget, owe, send_again
from notifications.channels.webhook import new_secret
from notifications.foreign_addresses import AddressRefused, read_target
from notifications.models import Delivery

BOTH_SIGN = dt.timedelta(days=1)


def add_webhook(
    organization: Organization, *, label: str, url: str, news: Collection[str], by: User, now: dt.datetime
) -> tuple[Webhook, str]:
    """The webhook, and its secret, which is shown this once. Raises EventsError naming the field, KeysUnavailable."""
    _check_owner(by, organization)
    label = clean_line(label, field="label", length=Webhook.LABEL_LENGTH, required=True)
    try:
        read_target(url)
    except AddressRefused as error:
        raise EventsError(str(error), field="url")
    wanted = [each for each in Webhook.News.values if each in news]
    if not wanted:
        raise EventsError(_("Choose at least one."), field="news")
    secret = new_secret()
    webhook = Webhook(organization=organization, label=label, news=wanted, created_at=now)
    seal_texts(webhook, url=url.strip(), secret=secret)
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=organization.pk)
        if Webhook.objects.filter(organization=organization).count() >= Webhook.MOST_PER_ORGANIZATION:
            raise EventsError(_too_many())
        webhook.save(force_insert=True)
    return webhook, secret


def renew_secret(webhook: Webhook, *, by: User, now: dt.datetime) -> str:
    """Another secret, which is shown this once. For a day the one before it signs too, so that whoever checks the
    signatures has time. Raises EventsError where it was renewed in the meantime, KeysUnavailable."""
    _check_owner(by, webhook.organization)
    texts = open_texts(webhook, "secret")
    if texts is None:
        raise KeysUnavailable
    stood, secret = bytes(webhook.sealed_secret), new_secret()
    seal_texts(webhook, secret=secret, old_secret=texts[0])
    webhook.old_secret_until = now + BOTH_SIGN
    made = {name: getattr(webhook, name) for name in ("sealed_secret", "sealed_old_secret", "old_secret_until")}
    if not Webhook.objects.filter(pk=webhook.pk, sealed_secret=stood).update(**made):
        raise EventsError(_("Somebody else renewed it in the meantime. Look again."))
    return secret


def forget_old_secrets(*, now: dt.datetime, dry_run: bool = False) -> int:
    """Those that sign nothing any more. Returns how many there are."""
    over = Webhook.objects.filter(old_secret_until__lte=now)
    return over.count() if dry_run else over.update(sealed_old_secret=None, old_secret_until=None)


@transaction.atomic
def ping_webhook(webhook: Webhook, *, by: User, now: dt.datetime) -> None:
    """A message that says nothing, over the same way as the others. Raises EventsError while it is off."""
    _check_owner(by, webhook.organization)
    _check_on(webhook)
    owe([owed_ping(webhook, now=now)], now=now)


def repeat_delivery(webhook: Webhook, delivery_id: int, *, by: User, now: dt.datetime) -> None:
    """The same message with the same id, made anew. Raises EventsError while the webhook is off, or if the message is
    on its way or is not one of it."""
    _check_owner(by, webhook.organization)
    _check_on(webhook)
    own = Delivery.objects.for_recipients([webhook_recipient(webhook.pk)]).filter(kind=WEBHOOK.name, pk=delivery_id)
    if not own.exists() or not send_again(delivery_id, now=now, not_after=now + LIFETIME):
        raise EventsError(_("This one is on its way, or is kept no longer."))


def turn_webhook_off(webhook: Webhook, *, by: User, now: dt.datetime) -> None:
    """Safe to call twice."""
    _check_owner(by, webhook.organization)
    turn_off(webhook.pk, because=Webhook.Off.OWNER, now=now)


def turn_webhook_on(webhook: Webhook, *, by: User, now: dt.datetime) -> None:
    """What happened meanwhile is not told. Safe to call twice."""
    _check_owner(by, webhook.organization)
    anew = {"off_at": None, "off_because": "", "failed_tries": 0, "failing_since": None}
    Webhook.objects.filter(pk=webhook.pk).exclude(off_at=None).update(**anew)


def delete_webhook(webhook: Webhook, *, by: User, now: dt.datetime) -> None:
    """With its key first, its log, and whatever is on its way to it."""
    _check_owner(by, webhook.organization)
    destroy_keys([key_of(webhook)])
    with transaction.atomic():
        forget([webhook_recipient(webhook.pk)], now=now)
        Webhook.objects.filter(pk=webhook.pk).delete()


def _check_owner(by: User, organization: Organization) -> None:
    if not is_owner(by, organization):
        raise EventsError(_("Only an owner of this organisation can do this."))


def _check_on(webhook: Webhook) -> None:
    if not Webhook.objects.on().filter(pk=webhook.pk).exists():
        raise EventsError(_("It is turned off. Turn it on first."))


def _too_many() -> str:
    most = Webhook.MOST_PER_ORGANIZATION
    return ngettext(
        "An organisation can have %(number)s webhook. Delete one first.",
        "An organisation can have %(number)s webhooks. Delete one first.",
        most,
    ) % {"number": most}
