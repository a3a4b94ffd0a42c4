"""The part of the page behind a link that is about devices of one's own."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.push import forget_devices, tell_on_device
from events.contacts.push import Browser
from events.models import PushSubscription
from events.rsvp_links import OpenLink
from notifications.channels.web_push import WebPushChannel
from notifications.channels.web_push.vapid import public_key

MOST_CHARACTERS = 1_000


def act_on_devices(request: HttpRequest, link: OpenLink) -> str:
    """`action` is push-on or push-off. Raises EventsError."""
    if request.POST["action"] == "push-off":
        forget_devices(link)
        return _("No device gets messages about this any more. Mails go on.")
    endpoint, key, auth = (request.POST.get(name, "")[:MOST_CHARACTERS] for name in ("endpoint", "key", "auth"))
    vendor = tell_on_device(link, Browser(endpoint, key, auth), now=timezone.now())
    return _("This device gets a message too, through %(vendor)s.") % {"vendor": vendor}


def devices_section(link: OpenLink) -> dict[str, Any] | None:
    """None where it is not offered: it is off, no mail goes to this answer, or none of it counts yet."""
    is_told = link.address and any(rsvp.is_confirmed and rsvp.wants_mail for rsvp in link.batch)
    if not WebPushChannel.is_on() or not is_told:
        return None
    has_devices = PushSubscription.objects.of_answers(link.batch).exists()
    return {"key": public_key(settings.VAPID_PRIVATE_KEY), "has_devices": has_devices}
