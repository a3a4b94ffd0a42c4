"""On which devices somebody who comes is told too: put on and taken off behind the link of an answer."""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.keys import make_key
from events.contacts.push import Browser, seal_browser
from events.contacts.rsvps import occurrence_key
from events.errors import EventsError
from events.models import RSVP, PushSubscription
from events.rsvp_links import OpenLink
from notifications.channels.web_push import WebPushChannel, read_point
from notifications.channels.web_push.encryption import AUTH_BYTES
from notifications.channels.web_push.vapid import decode
from notifications.foreign_addresses import AddressRefused, read_target


def tell_on_device(link: OpenLink, browser: Browser, *, now: dt.datetime) -> str:
    """Beside the mails about the answers that the link shows; who runs the push service. Safe to call twice. Raises
    EventsError for what no browser names, KeysUnavailable."""
    if not WebPushChannel.is_on():
        raise EventsError(_("Messages to devices are turned off here."))
    vendor = _checked(browser)
    keys = {rsvp.pk: make_key(occurrence_key(rsvp.occurrence_id)) for rsvp in link.batch if rsvp.is_confirmed}
    with transaction.atomic():
        rsvps = RSVP.objects.select_for_update().filter(pk__in=keys, state=RSVP.State.CONFIRMED).order_by("pk")
        for rsvp in rsvps:
            _put(rsvp, browser, key=keys[rsvp.pk], now=now)
    return vendor


def forget_devices(link: OpenLink) -> None:
    """Safe to call twice."""
    PushSubscription.objects.of_answers(link.batch).delete()


def vendor_of(endpoint: str) -> str:
    """Who runs a push service; empty for one that no browser uses."""
    host = urlsplit(endpoint).hostname or ""
    known = settings.PUSH_SERVICES.items()
    return next((name for end, name in known if host == end or host.endswith(f".{end}")), "")


def _checked(browser: Browser) -> str:
    refused = EventsError(_("This browser has not said how it can be reached. Try again."))
    try:
        read_target(browser.endpoint)
        read_point(decode(browser.key))
        is_right = len(decode(browser.auth)) == AUTH_BYTES
        vendor = vendor_of(browser.endpoint)
    except (AddressRefused, ValueError):
        raise refused
    if not (is_right and vendor):
        raise refused
    return vendor


def _put(rsvp: RSVP, browser: Browser, *, key: bytes, now: dt.datetime) -> None:
    """What the browser says now takes the place of what it said before."""
    row = seal_browser(rsvp, browser, key=key)
    row.created_at = now
    own = PushSubscription.objects.filter(rsvp=rsvp)
    own.filter(endpoint_hash=row.endpoint_hash).delete()
    if own.count() >= PushSubscription.MOST_PER_ANSWER:
        raise EventsError(_("There can be no more devices. Stop the messages to all of them first."))
    row.save(force_insert=True)
