"""How tests add a webhook and read what it was sent."""

import datetime as dt
import json

from events.actions.webhook import add_webhook
from events.models import Webhook
from notifications.actions import drain
from notifications.models import Delivery
from tests.events.factories import NOW, make_organization, make_user

ALL = Webhook.News.values


def make_webhook(url, *, organization=None, news=ALL, now=NOW, label="Website"):
    """The webhook and its secret; the organisation gets an owner if it has none."""
    organization = organization or make_organization(owner=make_user())
    owner = organization.members.get(memberships__role="owner")
    return add_webhook(organization, label=label, url=url, news=news, by=owner, now=now)


def owner_of(webhook):
    return webhook.organization.members.get(memberships__role="owner")


def drain_all(now=NOW):
    """Whatever waits to be tried again is tried now."""
    Delivery.objects.filter(kind="events.webhook").update(lease_until=None)
    return drain(now=now).results


def bodies(endpoint):
    return [json.loads(request.body) for request in endpoint.requests]


def hours(number):
    return dt.timedelta(hours=number)
